using System.Globalization;
using Feedback.Bench.Measuring;

namespace Feedback.Bench.Floor;

/// <summary>The floor of a flow: the time of its messages and its transactions, one after the other, and nothing else.</summary>
internal sealed record FlowFloor(int Messages, Outcome Message, IReadOnlyList<(string Name, Outcome Measured)> Transactions)
{
    public double PerSecond => 1 / Sum(outcome => 1 / outcome.PerSecond);

    /// <summary>Processor time of all processes together.</summary>
    public double CpuMicroseconds => Sum(outcome => outcome.CpuMicrosecondsEach.Values.Sum());

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Messages} × {1e6 / Message.PerSecond:0} µs{string.Concat(Transactions.Select(Describe))}");

    private double Sum(Func<Outcome, double> of) =>
        Messages * of(Message) + Transactions.Sum(transaction => of(transaction.Measured));

    private static string Describe((string Name, Outcome Measured) transaction) => string.Create(
        CultureInfo.InvariantCulture, $" + {1e6 / transaction.Measured.PerSecond:0} µs ({transaction.Name})");
}
