namespace Feedback.Bench.Floor;

/// <summary>The least that a flow needs: so many messages, and a transaction for each of these rows.</summary>
internal sealed record FlowMinimum(int Messages, params IReadOnlyList<BareRows> Transactions);
