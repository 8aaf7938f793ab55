using Feedback.Bench.Measuring;

namespace Feedback.Bench.Floor;

/// <summary>What broker and database gave in this run with nothing of ours in the way.</summary>
internal sealed record FloorFigures
{
    public required Outcome Messages { get; init; }

    public required Outcome AskTransactions { get; init; }

    public required Outcome AnswerTransactions { get; init; }

    public required Outcome ExpireTransactions { get; init; }

    public required Outcome NoticeTransactions { get; init; }

    /// <summary>The floor of a flow with so many messages and these transactions.</summary>
    public FlowFloor Of(int messages, params IReadOnlyList<(string Name, Outcome Measured)> transactions) =>
        new(messages, Messages, transactions);
}
