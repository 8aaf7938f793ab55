using System.Net.Http.Headers;
using Feedback.Bench.Http;
using Feedback.Bench.Measuring;
using Feedback.Bench.Reporting;
using Feedback.Bench.Rows;
using Feedback.Bench.Running;
using TestKit;

namespace Feedback.Bench.Scenarios;

/// <summary>What a thousand clients at once get of the gateway, beside what fifty get.</summary>
internal sealed class ClientsScenario : IScenario
{
    private const int Few = 50;
    private const int Many = 1_000;
    private const int Rounds = 3;
    private const int WarmUpSeconds = 30;
    private const int Seconds = 20;
    private const double LeastShare = 0.9;
    private const double MostMilliseconds = 1_000;

    public string Name => "clients";

    public string Explanation =>
        """
        Saga service, Notifications and gateway: 50 clients, then 1,000, that read their Feedback tabs without a pause, three times in
        turn. Useful responses a second; a client that gets 503 waits as long as its Retry-After says.
        """;

    public async Task RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        await using var system = await run.SetUpAsync(Name);
        var gateway = await system.StartAllAsync(cancellationToken, callsPerMinute: 1_000_000);
        using var http = new HttpClient { BaseAddress = gateway.Address };
        var numbers = await new Population(system, run.Samples).EligibleWithProfilesAsync(Many);
        var tokens = Enumerable.Range(0, Many)
            .Select(client => new AuthenticationHeaderValue("Bearer", Tokens.For(Numbered.Client(numbers[client]))))
            .ToList();

        await CallAsync(Few, run.Scaled(WarmUpSeconds));
        var (few, many) = (new List<CallOutcome>(), new List<CallOutcome>());
        for (var round = 0; round < Rounds; round++)
        {
            few.Add(await CallAsync(Few, run.Scaled(Seconds)));
            many.Add(await CallAsync(Many, run.Scaled(Seconds)));
        }

        var byMany = $"GET tab, {Many:#,0} clients";
        Add($"GET tab, {Few} clients", PerSecond(Latencies(few).Count), "/s", goal: null);
        Add(byMany, PerSecond(Latencies(many).Count), "/s", goal: null);
        Add($"{byMany}, of what {Few} get", Latencies(many).Count / (double)Latencies(few).Count, "", Goal.AtLeast(LeastShare));
        Add($"{byMany}, p99 of what is accepted", Percentiles.Of(Latencies(many)).P99, "ms", Goal.AtMost(MostMilliseconds));
        foreach (var status in many.SelectMany(outcome => outcome.Failures).GroupBy(status => status))
            Add($"{byMany}, {status.Key}", PerSecond(status.Count()), "/s", goal: null);

        Task<CallOutcome> CallAsync(int clients, int seconds) =>
            CrowdedCalls.RunAsync(http, clients, TimeSpan.FromSeconds(seconds), Read, cancellationToken);

        HttpRequestMessage Read(int client)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, $"api/contracts/{Numbered.Contract(numbers[client])}/feedback");
            request.Headers.Authorization = tokens[client];
            return request;
        }

        double PerSecond(int count) => count / (double)(Rounds * run.Scaled(Seconds));

        void Add(string what, double value, string unit, Goal? goal) =>
            run.Report.Add(new Figure { Scenario = Name, What = what, Value = value, Unit = unit, Goal = goal });
    }

    private static List<double> Latencies(List<CallOutcome> outcomes) => [.. outcomes.SelectMany(outcome => outcome.Latencies)];
}
