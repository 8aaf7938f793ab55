using MassTransit;

namespace Contracts.Messages;

/// <summary>Query of the names of users and agencies. The response is <see cref="DisplayNames"/>.</summary>
[EntityName("get-display-names")]
public sealed record GetDisplayNames
{
    /// <summary>The users and agencies, at most <see cref="Limits.MaxNamesPerQuery"/>; further ones are not looked up.</summary>
    public required IReadOnlyList<string> UserIds { get; init; }
}

/// <summary>The names that are known; who has no profile is left out.</summary>
[EntityName("display-names")]
public sealed record DisplayNames
{
    /// <summary>The names, in no order.</summary>
    public required IReadOnlyList<DisplayName> Items { get; init; }
}

/// <summary>The name of one user or agency.</summary>
public sealed record DisplayName
{
    /// <summary>The user or the agency.</summary>
    public required string UserId { get; init; }

    /// <summary>The name, plain text.</summary>
    public required string Name { get; init; }
}
