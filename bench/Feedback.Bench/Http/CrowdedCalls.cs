using System.Diagnostics;
using System.Net;

namespace Feedback.Bench.Http;

/// <summary>
/// Clients that call without a pause, each its own user: the next call leaves when the last one has a response. A client that is sent away
/// comes again after the <c>Retry-After</c> that it was told.
/// </summary>
internal static class CrowdedCalls
{
    public static async Task<CallOutcome> RunAsync(
        HttpClient http, int clients, TimeSpan length, Func<int, HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, clients).Select(client => Task.Run(() => CallAsync(client), cancellationToken)));
        return new CallOutcome(
            [.. outcomes.SelectMany(outcome => outcome.Latencies)], [.. outcomes.SelectMany(outcome => outcome.Failures)]);

        async Task<CallOutcome> CallAsync(int client)
        {
            var (latencies, failures) = (new List<double>(), new List<string>());
            while (Stopwatch.GetElapsedTime(began) < length)
            {
                var left = Stopwatch.GetTimestamp();
                using var message = request(client);
                using var response = await http.SendAsync(message, cancellationToken);
                await response.Content.ReadAsByteArrayAsync(cancellationToken);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    latencies.Add(Stopwatch.GetElapsedTime(left).TotalMilliseconds);
                    continue;
                }

                failures.Add($"{(int)response.StatusCode}");
                await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero, cancellationToken);
            }

            return new CallOutcome(latencies, failures);
        }
    }
}
