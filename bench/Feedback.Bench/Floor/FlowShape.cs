namespace Feedback.Bench.Floor;

/// <summary>What a flow can't do without: so many messages, and a transaction for each of these rows.</summary>
internal sealed record FlowShape(int Messages, params IReadOnlyList<BareRows> Transactions);
