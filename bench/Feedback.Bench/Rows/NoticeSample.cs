namespace Feedback.Bench.Rows;

/// <summary>What Notifications wrote for one event.</summary>
internal sealed record NoticeSample
{
    public required SampleRow InAppMessage { get; init; }

    /// <summary>The ledger's lines: the in-app message's and the email's.</summary>
    public required IReadOnlyList<SampleRow> Deliveries { get; init; }

    /// <summary>The outbox row of a message that leaves; two of that size leave with each notice.</summary>
    public required SampleRow Outgoing { get; init; }
}
