using MassTransit;

namespace Contracts.Messages;

/// <summary>What was sent breaks a limit of the service; nothing changed.</summary>
[EntityName("invalid-input")]
public sealed record InvalidInput
{
    /// <summary>Messages by member, such as <c>ratings.skills</c> or <c>comment</c>.</summary>
    public required IReadOnlyDictionary<string, string[]> Errors { get; init; }
}
