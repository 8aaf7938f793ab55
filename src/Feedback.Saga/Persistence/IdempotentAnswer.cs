namespace Feedback.Saga.Persistence;

/// <summary>The first answer to a command that came with an idempotency key; later ones get it again.</summary>
internal sealed class IdempotentAnswer
{
    /// <summary>One of <see cref="CommandKinds"/>.</summary>
    public required string Kind { get; init; }

    public required string CallerId { get; init; }

    public required string ContractId { get; init; }

    public required string Key { get; init; }

    public required string BodyHash { get; init; }

    /// <summary>The name of the answer's type.</summary>
    public required string AnswerType { get; init; }

    /// <summary>The answer, as JSON.</summary>
    public required string Answer { get; init; }

    public required DateTimeOffset At { get; init; }
}
