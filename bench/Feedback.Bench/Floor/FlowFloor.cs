using System.Globalization;
using Feedback.Bench.Measuring;

namespace Feedback.Bench.Floor;

/// <summary>The floor of a flow: the time of its messages and its transactions, one after the other, and nothing else.</summary>
internal sealed record FlowFloor(int Messages, Outcome Message, IReadOnlyList<(BareRows Rows, Outcome Measured)> Transactions)
{
    public double PerSecond => 1 / Sum(outcome => 1 / outcome.PerSecond);

    /// <summary>Processor time of all processes together.</summary>
    public double CpuMicroseconds => Sum(outcome => outcome.CpuMicrosecondsEach.Values.Sum());

    /// <summary>This floor and the same one measured at another time, taken together.</summary>
    public FlowFloor And(FlowFloor other) => new(
        Messages,
        Message.And(other.Message),
        [.. Transactions.Zip(other.Transactions, (mine, its) => (mine.Rows, mine.Measured.And(its.Measured)))]);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Messages} × {1e6 / Message.PerSecond:0} µs{string.Concat(Transactions.Select(Describe))}");

    private double Sum(Func<Outcome, double> of) =>
        Messages * of(Message) + Transactions.Sum(transaction => of(transaction.Measured));

    private static string Describe((BareRows Rows, Outcome Measured) transaction) => string.Create(
        CultureInfo.InvariantCulture,
        $" + {1e6 / transaction.Measured.PerSecond:0} µs ({transaction.Rows.ToString().ToLowerInvariant()}'s rows)");
}
