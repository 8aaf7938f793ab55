using Feedback.Bench.Rows;
using Feedback.Bench.Servers;
using TestKit;

namespace Feedback.Bench.Driving;

/// <summary>Publishes payments and waits until they are stored.</summary>
internal sealed class Payments(BenchSystem system, BenchBus bus)
{
    private const int Publishers = 64;
    private const string Prefix = "bench-";
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    private long _published;

    /// <summary>One payment for each contract; returns when all of them are stored.</summary>
    public async Task RecordAsync(NumberRange numbers, CancellationToken cancellationToken)
    {
        await PublishAsync(numbers, cancellationToken);
        await StoredAsync();
    }

    /// <summary>Returns when the broker has confirmed all of them.</summary>
    public Task PublishAsync(NumberRange numbers, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Enumerable.Range(0, numbers.Count),
        new ParallelOptions { MaxDegreeOfParallelism = Publishers, CancellationToken = cancellationToken },
        async (index, stopping) =>
        {
            var payment = $"{Prefix}{Interlocked.Increment(ref _published)}";
            await bus.PublishAsync(Commands.Payment(Numbered.Contract(numbers[index]), payment), stopping);
        });

    /// <summary>Returns when every payment published so far has its row.</summary>
    public Task StoredAsync() => Eventually.Until(
        async () => await system.ReadAsync<long>(
            $"SELECT count(*) FROM {Tables.Payments} WHERE payment_id LIKE '{Prefix}%'") == Volatile.Read(ref _published),
        _patience,
        "the payments are stored");
}
