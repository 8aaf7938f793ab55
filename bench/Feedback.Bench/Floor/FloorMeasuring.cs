using Feedback.Bench.Measuring;
using Feedback.Bench.Reporting;
using Feedback.Bench.Rows;
using Feedback.Bench.Running;

namespace Feedback.Bench.Floor;

/// <summary>Measures the floor on tables and queues like those that the services use.</summary>
internal static class FloorMeasuring
{
    private const int MessageWarmUp = 20_000;
    private const int Messages = 20_000;
    private const int TransactionWarmUp = 2_000;
    private const int Transactions = 20_000;

    public static async Task<FloorFigures> RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        await using var stage = await run.SetUpAsync("floor");
        var bare = new BareTransactions(stage, run.Samples, new Population(stage, run.Samples));
        var (warmUp, count) = (run.Scaled(TransactionWarmUp), run.Scaled(Transactions));
        var floor = new FloorFigures
        {
            Messages = await BareMessages.MeasureAsync(stage.Broker, run.Scaled(MessageWarmUp), run.Scaled(Messages), cancellationToken),
            AskTransactions = await bare.AskAsync(warmUp, count, cancellationToken),
            AnswerTransactions = await bare.AnswerAsync(warmUp, count, cancellationToken),
            ExpireTransactions = await bare.ExpireAsync(warmUp, count, cancellationToken),
            NoticeTransactions = await bare.NoticeAsync(warmUp, count, cancellationToken),
        };

        Add("bare message", floor.Messages);
        Add("bare transaction, ask's rows", floor.AskTransactions);
        Add("bare transaction, answer's rows", floor.AnswerTransactions);
        Add("bare transaction, expiry's rows", floor.ExpireTransactions);
        Add("bare transaction, notice's rows", floor.NoticeTransactions);
        return floor;

        void Add(string what, Outcome outcome) => run.Report.Add(new Figure
        {
            Scenario = "floor",
            What = what,
            Value = outcome.PerSecond,
            Unit = "/s",
            CpuMicroseconds = outcome.CpuMicrosecondsEach,
        });
    }
}
