using System.Diagnostics;
using Feedback.Bench.Measuring;
using Feedback.Bench.Rows;
using Feedback.Bench.Servers;

namespace Feedback.Bench.Floor;

/// <summary>
/// The rows that a flow reads under a lock and writes, and nothing else: one transaction in one round trip, and for the
/// outbox rows that a message leaves behind one deletion for a hundred, as the services do it.
/// </summary>
internal sealed class BareTransactions(BenchSystem system, SampleRows samples, Population population)
{
    private const int Connections = 16;

    private long _nextNotice = 1;

    public Task<Outcome> MeasureAsync(BareRows rows, int warmUp, int count, CancellationToken cancellationToken) => rows switch
    {
        BareRows.Request => RequestFeedbackAsync(warmUp, count, cancellationToken),
        BareRows.Feedback => ProvideFeedbackAsync(warmUp, count, cancellationToken),
        BareRows.Expiry => ExpireAsync(warmUp, count, cancellationToken),
        BareRows.Notice => NoticeAsync(warmUp, count, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(rows), rows, "No such rows."),
    };

    private async Task<Outcome> RequestFeedbackAsync(int warmUp, int count, CancellationToken cancellationToken)
    {
        var (sample, numbers) = (samples.Request, await population.EligibleAsync(warmUp + count));
        return await MeasureAsync(warmUp, count, Tables.Outbox, numbers, Prepare, cancellationToken);

        void Prepare(BareTransaction bare, Func<long, object> leaving)
        {
            bare.Lock(sample.ContractBefore, "contract_id", Contract)
                .Read(sample.RequestBefore, "correlation_id", Request)
                .Insert(sample.RequestAfter, ("correlation_id", Request), ("contract_id", Contract), ("expiry_token_id", Timer))
                .Update(sample.ContractBefore, sample.ContractAfter, "contract_id", Contract)
                .Insert(sample.Timer, ("id", Timer))
                .Insert(sample.Event, ("id", leaving));
        }
    }

    private async Task<Outcome> ProvideFeedbackAsync(int warmUp, int count, CancellationToken cancellationToken)
    {
        var (sample, numbers) = (samples.Feedback, await population.WaitingAsync(warmUp + count, DateTimeOffset.UtcNow, TimeSpan.Zero));
        return await MeasureAsync(warmUp, count, Tables.Outbox, numbers, Prepare, cancellationToken);

        void Prepare(BareTransaction bare, Func<long, object> leaving)
        {
            bare.Lock(sample.ContractBefore, "contract_id", Contract)
                .Read(sample.RequestBefore, "correlation_id", Request)
                .Insert(sample.Feedback!, ("feedback_id", leaving), ("contract_id", Contract), ("request_id", Request))
                .Update(sample.RequestBefore, sample.RequestAfter, "correlation_id", Request)
                .Update(sample.ContractBefore, sample.ContractAfter, "contract_id", Contract)
                .Delete(sample.Timer, "id", Timer)
                .Insert(sample.Event, ("id", leaving));
        }
    }

    private async Task<Outcome> ExpireAsync(int warmUp, int count, CancellationToken cancellationToken)
    {
        var (expire, numbers) = (samples.Expire, await population.WaitingAsync(warmUp + count, DateTimeOffset.UtcNow, TimeSpan.Zero));
        return await MeasureAsync(warmUp, count, Tables.Outbox, numbers, Prepare, cancellationToken);

        void Prepare(BareTransaction bare, Func<long, object> leaving)
        {
            bare.Lock(expire.ContractBefore, "contract_id", Contract)
                .Read(expire.RequestBefore, "correlation_id", Request)
                .Update(expire.RequestBefore, expire.RequestAfter, "correlation_id", Request)
                .Update(expire.ContractBefore, expire.ContractAfter, "contract_id", Contract)
                .Delete(expire.Timer, "id", Timer)
                .Insert(expire.Event, ("id", leaving));
        }
    }

    private Task<Outcome> NoticeAsync(int warmUp, int count, CancellationToken cancellationToken)
    {
        var (notice, numbers) = (samples.Notice, new NumberRange(_nextNotice, warmUp + count));
        _nextNotice += numbers.Count;
        return MeasureAsync(warmUp, count, Tables.NotificationsOutbox, numbers, Prepare, cancellationToken);

        void Prepare(BareTransaction bare, Func<long, object> leaving)
        {
            bare.Read(notice.Deliveries[0], "source_id", Request)
                .Insert(
                    notice.InAppMessage, ("message_id", Request), ("source_id", Request), ("recipient_id", Client),
                    ("contract_id", Contract));
            foreach (var line in notice.Deliveries)
            {
                bare.Insert(
                    line, ("delivery_id", _ => Guid.CreateVersion7()), ("source_id", Request), ("request_id", Request),
                    ("recipient_id", Client), ("contract_id", Contract));
            }

            bare.Insert(notice.Outgoing, ("id", leaving)).Insert(notice.Outgoing, ("id", leaving));
        }
    }

    private async Task<Outcome> MeasureAsync(
        int warmUp,
        int count,
        string outbox,
        NumberRange numbers,
        Action<BareTransaction, Func<long, object>> prepare,
        CancellationToken cancellationToken)
    {
        var workers = await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            var connection = await system.Data.OpenConnectionAsync(cancellationToken);
            return await BareWorker.StartAsync(connection, outbox, prepare, cancellationToken);
        }));
        try
        {
            await RunAsync(numbers.First, warmUp);
            return await RunAsync(numbers.First + warmUp, count);
        }
        finally
        {
            foreach (var worker in workers)
                await worker.DisposeAsync();
        }

        async Task<Outcome> RunAsync(long first, int transactions)
        {
            var next = first - 1;
            var end = first + transactions;
            var cpu = new CpuMeter([]);
            var started = Stopwatch.GetTimestamp();
            await Task.WhenAll(workers.Select(worker => worker.RunAsync(
                () => Interlocked.Increment(ref next) is var number && number < end ? number : null, cancellationToken)));
            return new Outcome(transactions, Stopwatch.GetElapsedTime(started), cpu.Read());
        }
    }

    private static string Contract(long number) => Numbered.Contract(number);

    private static string Client(long number) => Numbered.Client(number);

    private static object Request(long number) => Numbered.Request(number);

    private static object Timer(long number) => Numbered.Timer(number);
}
