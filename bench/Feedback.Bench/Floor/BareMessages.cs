using System.Diagnostics;
using Contracts.Messages;
using Feedback.Bench.Driving;
using Feedback.Bench.Measuring;
using TestKit.Servers;

namespace Feedback.Bench.Floor;

/// <summary>
/// A MassTransit publish and consume and nothing else: confirms on, durable quorum queue, the services' prefetch, a
/// message of the size that a request's event has.
/// </summary>
internal static class BareMessages
{
    private const int Publishers = 32;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);

    public static async Task<Outcome> MeasureAsync(RabbitMqAddress broker, int count, CancellationToken cancellationToken)
    {
        await using var bus = await BenchBus.StartAsync(broker, cancellationToken);
        using var arrivals = new Arrivals(count, count);
        await using var observation = await bus.ObserveAsync<FeedbackRequested>(
            context => arrivals.Arrive(context.Message.ContractId));

        var cpu = new CpuMeter([]);
        var started = Stopwatch.GetTimestamp();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(_ => PublishAsync()));
        await arrivals.AllAsync(_patience, cancellationToken);
        return new Outcome(count, Stopwatch.GetElapsedTime(started, arrivals.LastTimestamp), cpu.Read());

        async Task PublishAsync()
        {
            while (Interlocked.Increment(ref next) is var number && number < count)
            {
                var message = Message(number);
                arrivals.Expect(message.ContractId);
                await bus.PublishAsync(message, cancellationToken);
            }
        }
    }

    private static FeedbackRequested Message(int number) => new()
    {
        RequestId = Guid.CreateVersion7(),
        ContractId = $"contract-{number}",
        ClientId = $"client-{number}",
        FreelancerId = $"freelancer-{number}",
        ContractTitle = "Rebuild of the booking pages",
        Message = "The second milestone is done: a word on how it goes would help.",
        RequestedAt = DateTimeOffset.UtcNow,
        ExpiresAt = DateTimeOffset.UtcNow.AddDays(14),
    };
}
