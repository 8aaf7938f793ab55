using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Feedback.Bench.Http;

/// <summary>
/// Calls at a steady rate, whether or not the earlier ones have got a response. Each is timed from the instant it was
/// meant to leave, so that a stall shows in all that it held up.
/// </summary>
internal static class SteadyCalls
{
    public static async Task<CallOutcome> RunAsync(
        HttpClient http,
        int count,
        double perSecond,
        Func<int, HttpRequestMessage> request,
        HttpStatusCode expected,
        CancellationToken cancellationToken)
    {
        var latencies = new ConcurrentBag<double>();
        var failures = new ConcurrentBag<string>();
        var calls = new List<Task>(count);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var due = TimeSpan.FromSeconds(i / perSecond);
            while (due - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } wait)
                await Task.Delay(wait, cancellationToken);

            calls.Add(CallAsync(request(i), due));
        }

        await Task.WhenAll(calls);
        return new CallOutcome(latencies, failures);

        async Task CallAsync(HttpRequestMessage message, TimeSpan due)
        {
            using var _ = message;
            try
            {
                using var response = await http.SendAsync(message, cancellationToken);
                await response.Content.ReadAsByteArrayAsync(cancellationToken);
                if (response.StatusCode == expected)
                    latencies.Add((Stopwatch.GetElapsedTime(started) - due).TotalMilliseconds);
                else
                    failures.Add($"{(int)response.StatusCode}");
            }
            catch (Exception failure) when (
                failure is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                failures.Add(failure.GetType().Name);
            }
        }
    }
}
