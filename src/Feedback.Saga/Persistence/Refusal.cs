namespace Feedback.Saga.Persistence;

/// <summary>A command that the rules refused: kept so that it can be explained, and answered alike when it comes again.</summary>
internal sealed class Refusal
{
    /// <summary>The id of the request or the feedback that was not to be.</summary>
    public required Guid CommandId { get; init; }

    /// <summary>One of <see cref="CommandKinds"/>.</summary>
    public required string Kind { get; init; }

    public required string ContractId { get; init; }

    public required string CallerId { get; init; }

    /// <summary>The instant that was judged.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The reasons, as JSON.</summary>
    public required string Reasons { get; init; }

    /// <summary>The policy in force, as JSON (R44).</summary>
    public required string Policy { get; init; }

    /// <summary>The facts that it was judged on, as JSON (R44).</summary>
    public required string Facts { get; init; }
}
