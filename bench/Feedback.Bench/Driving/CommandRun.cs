using System.Diagnostics;
using Feedback.Bench.Measuring;
using Feedback.Bench.Rows;
using Feedback.Bench.Servers;

namespace Feedback.Bench.Driving;

/// <summary>
/// Commands that are published as fast as their outcomes arrive, with a bounded number of them under way, and timers that fall due.
/// </summary>
internal static class CommandRun
{
    /// <summary>Commands under way; more of them only wait longer in the queue.</summary>
    private const int Window = 96;
    private const double LeastPerSecond = 25;
    private static readonly TimeSpan _leastPatience = TimeSpan.FromSeconds(120);

    public static Arrivals Expecting(NumberRange numbers) => new(numbers.Count, Window);

    /// <summary>The arrivals are observed already, by the ids of contracts.</summary>
    public static async Task<Outcome> MeasureAsync(
        BenchSystem system, Arrivals arrivals, NumberRange numbers, Func<long, Task> publish, CancellationToken cancellationToken)
    {
        var cpu = new CpuMeter(system.Services);
        var started = Stopwatch.GetTimestamp();
        var publishing = PublishAllAsync();
        await arrivals.AllAsync(Patience(numbers.Count), cancellationToken);
        await publishing;
        return new Outcome(numbers.Count, Stopwatch.GetElapsedTime(started, arrivals.LastTimestamp), cpu.Read());

        async Task PublishAllAsync()
        {
            for (var i = 0; i < numbers.Count; i++)
            {
                await arrivals.EnterAsync(cancellationToken);
                arrivals.Expect(Numbered.Contract(numbers[i]));
                _ = PublishAsync(numbers[i]);
            }
        }

        async Task PublishAsync(long number)
        {
            try
            {
                await publish(number);
            }
            catch (Exception failure)
            {
                arrivals.Fail(failure);
            }
        }
    }

    /// <summary>
    /// Lets requests fall due that were made to wait for it. The time counts from the first that has expired: how soon the
    /// due ones are looked for is not what is measured here.
    /// </summary>
    public static async Task<Outcome> MeasureExpiriesAsync(
        BenchSystem system, Arrivals arrivals, NumberRange numbers, Func<Task> letFallDue, CancellationToken cancellationToken)
    {
        for (var i = 0; i < numbers.Count; i++)
            arrivals.Expect(Numbered.Contract(numbers[i]));

        var cpu = new CpuMeter(system.Services);
        await letFallDue();
        await arrivals.AllAsync(Patience(numbers.Count), cancellationToken);
        return new Outcome(numbers.Count, arrivals.Span, cpu.Read());
    }

    /// <summary>How long so many outcomes may take before the run gives up.</summary>
    private static TimeSpan Patience(int count)
    {
        var needed = TimeSpan.FromSeconds(count / LeastPerSecond);
        return needed > _leastPatience ? needed : _leastPatience;
    }
}
