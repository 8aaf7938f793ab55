using Feedback.Bench.Measuring;
using Feedback.Bench.Rows;
using Feedback.Bench.Running;
using Feedback.Bench.Servers;

namespace Feedback.Bench.Floor;

/// <summary>
/// Measures what broker and database do with nothing of ours in the way, on tables and queues like those that the
/// services use. The machine's speed wanders, so that a flow is held against a floor from right before and after it.
/// </summary>
internal sealed class FloorGauge : IAsyncDisposable
{
    private const int WarmUpMessages = 20_000;
    private const int WarmUpTransactions = 5_000;

    /// <summary>A second or two of each.</summary>
    private const int Messages = 10_000;
    private const int Transactions = 8_000;
    private const int TransactionsToPrepare = 500;

    private readonly BenchRun _run;
    private readonly BenchSystem _system;
    private readonly BareTransactions _transactions;

    private FloorGauge(BenchRun run, BenchSystem system)
    {
        _run = run;
        _system = system;
        _transactions = new BareTransactions(system, run.Samples, new Population(system, run.Samples));
    }

    /// <summary>Runs everything once, so that the bench's own code is compiled, and reports what was found.</summary>
    public static async Task<FloorGauge> StartAsync(BenchRun run, CancellationToken cancellationToken)
    {
        var gauge = new FloorGauge(run, await run.SetUpAsync("floor"));
        await gauge.MeasureMessagesAsync(run.Scaled(WarmUpMessages), cancellationToken);
        gauge.Report("bare message", await gauge.MeasureMessagesAsync(run.Scaled(Messages), cancellationToken));
        foreach (var rows in Enum.GetValues<BareRows>())
        {
            gauge.Report(
                $"bare transaction, {rows} rows".ToLowerInvariant(),
                await gauge._transactions.MeasureAsync(rows, run.Scaled(WarmUpTransactions), run.Scaled(Transactions), cancellationToken));
        }

        return gauge;
    }

    /// <summary>Does the work, and says the floor of its minimum as it was right before and right after.</summary>
    public async Task<(Outcome Outcome, FlowFloor Floor)> BesideAsync(
        FlowMinimum minimum, Func<Task<Outcome>> work, CancellationToken cancellationToken)
    {
        var before = await MeasureAsync(minimum, cancellationToken);
        var outcome = await work();
        return (outcome, before.And(await MeasureAsync(minimum, cancellationToken)));
    }

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    private async Task<FlowFloor> MeasureAsync(FlowMinimum minimum, CancellationToken cancellationToken)
    {
        var messages = await MeasureMessagesAsync(_run.Scaled(Messages), cancellationToken);
        var transactions = new List<(BareRows Rows, Outcome Measured)>();
        foreach (var rows in minimum.Transactions)
        {
            transactions.Add((rows, await _transactions.MeasureAsync(
                rows, TransactionsToPrepare, _run.Scaled(Transactions), cancellationToken)));
        }

        return new FlowFloor(minimum.Messages, messages, transactions);
    }

    private Task<Outcome> MeasureMessagesAsync(int count, CancellationToken cancellationToken) =>
        BareMessages.MeasureAsync(_system.Broker, count, cancellationToken);

    private void Report(string what, Outcome outcome) => _run.Report.AddRate("floor", what, outcome);
}
