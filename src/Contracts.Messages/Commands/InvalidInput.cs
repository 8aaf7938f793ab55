using MassTransit;

namespace Contracts.Messages;

/// <summary>What was sent breaks a limit of the service; nothing changed.</summary>
[EntityName("invalid-input")]
public sealed record InvalidInput
{
    /// <summary>What is wrong with a cursor that is none of ours.</summary>
    public const string CursorProblem = "is not a cursor that a previous page gave";

    /// <summary>Messages by member, such as <c>ratings.skills</c> or <c>comment</c>.</summary>
    public required IReadOnlyDictionary<string, string[]> Errors { get; init; }

    /// <summary>One member is wrong.</summary>
    public static InvalidInput Of(string member, string problem) =>
        new() { Errors = new Dictionary<string, string[]> { [member] = [problem] } };
}
