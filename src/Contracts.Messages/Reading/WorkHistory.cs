using MassTransit;

namespace Contracts.Messages;

/// <summary>A page of a public work history.</summary>
[EntityName("work-history")]
public sealed record WorkHistory
{
    /// <summary>Contracts with their public feedback about the freelancer, newest contract first.</summary>
    public required IReadOnlyList<WorkHistoryItem> Items { get; init; }

    /// <summary>The cursor of the next page; none on the last.</summary>
    public string? Next { get; init; }
}
