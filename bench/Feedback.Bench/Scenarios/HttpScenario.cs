using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Contracts.Messages;
using Feedback.Bench.Driving;
using Feedback.Bench.Http;
using Feedback.Bench.Measuring;
using Feedback.Bench.Reporting;
using Feedback.Bench.Rows;
using Feedback.Bench.Running;
using TestKit;

namespace Feedback.Bench.Scenarios;

/// <summary>The three services behind the gateway's HTTP.</summary>
internal sealed class HttpScenario : IScenario
{
    private const double PerSecond = 200;
    private const int WarmUpCount = 5_000;
    private const int RequestCount = 6_000;
    private const int ReadCount = 3_000;
    private const double MostMilliseconds = 50;
    private static readonly TimeSpan _callPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    public string Name => "http";

    public string Explanation =>
        """
        Saga service, Notifications and gateway: POST feedback-requests, 200 a second, to the 201 and to the in-app message
        that it led to; then reads of the Feedback tab and of the work history, 200 a second each. Milliseconds from the
        instant at which a call was due to leave, warm.
        """;

    public async Task RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        await using var system = await run.SetUpAsync(Name);
        var gateway = await system.StartAllAsync(cancellationToken);
        await using var bus = await BenchBus.StartAsync(system.Broker, cancellationToken);
        using var http = new HttpClient { BaseAddress = gateway.Address, Timeout = _callPatience };
        var population = new Population(system, run.Samples);

        await RequestFeedbackAsync(await population.EligibleWithProfilesAsync(run.Scaled(WarmUpCount)));
        var numbers = await population.EligibleWithProfilesAsync(run.Scaled(RequestCount));
        await ReadAsync("tab", run.Scaled(WarmUpCount));
        await ReadAsync("work history", run.Scaled(WarmUpCount));

        await using (var memory = new MemoryWatch(system.Services))
        {
            var cpu = new CpuMeter(system.Services);
            var (responded, stored) = await RequestFeedbackAsync(numbers);
            AddProcessor(run, new Outcome(numbers.Count, TimeSpan.FromSeconds(numbers.Count / PerSecond), cpu.Read()));
            Add(run, "POST feedback-requests to 201", responded, Goal.AtMost(MostMilliseconds));
            if (stored is not null)
                AddPercentiles(run, "POST feedback-requests to stored in-app message", stored, goal: null);

            Add(run, "GET tab", await ReadAsync("tab", run.Scaled(ReadCount)), goal: null);
            Add(run, "GET work history", await ReadAsync("work history", run.Scaled(ReadCount)), goal: null);
            foreach (var (service, peak) in memory.Peaks)
                run.Report.AddMemory(Name, $"{service} at most", peak, Goal.MostMemory);
        }

        async Task<(CallOutcome Responded, Percentiles? Stored)> RequestFeedbackAsync(NumberRange requesting)
        {
            using var arrivals = new Arrivals(requesting.Count, requesting.Count, keepLatencies: true);
            await using var observation = await bus.ObserveAsync<InAppMessageDelivered>(
                context => arrivals.Arrive(context.Message.ContractId));
            var responded = await SteadyCalls.RunAsync(http, requesting.Count, PerSecond, Post, HttpStatusCode.Created, cancellationToken);
            if (responded.Failures.Count > 0)
                return (responded, null);

            await arrivals.AllAsync(_patience, cancellationToken);
            return (responded, Percentiles.Of(arrivals.Latencies));

            HttpRequestMessage Post(int index)
            {
                var contract = Numbered.Contract(requesting[index]);
                arrivals.Expect(contract);
                return Request(
                    HttpMethod.Post, $"api/contracts/{contract}/feedback-requests", Numbered.Freelancer(requesting[index]),
                    JsonContent.Create(new { message = "How is it going?" }));
            }
        }

        Task<CallOutcome> ReadAsync(string page, int count) => SteadyCalls.RunAsync(
            http, count, PerSecond, index => Read(page, numbers[index % numbers.Count]), HttpStatusCode.OK, cancellationToken);

        HttpRequestMessage Read(string page, long number) => page == "tab"
            ? Request(HttpMethod.Get, $"api/contracts/{Numbered.Contract(number)}/feedback", Numbered.Client(number))
            : Request(HttpMethod.Get, $"api/freelancers/{Numbered.Freelancer(number)}/work-history", Numbered.Client(number));

        HttpRequestMessage Request(HttpMethod method, string path, string caller, HttpContent? body = null)
        {
            var request = new HttpRequestMessage(method, path) { Content = body };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(caller));
            return request;
        }
    }

    /// <summary>How many cores the calls and all that follows from them keep busy at their rate; with fewer, work is put off.</summary>
    private void AddProcessor(BenchRun run, Outcome outcome) => run.Report.Add(new Figure
    {
        Scenario = Name,
        What = "POST feedback-requests, cores needed at that rate",
        Value = outcome.CpuSeconds.Values.Sum() / outcome.Elapsed.TotalSeconds,
        Unit = $"of {run.Report.Machine.Cores}",
        CpuMicroseconds = outcome.CpuMicrosecondsEach,
    });

    private void Add(BenchRun run, string what, CallOutcome outcome, Goal? goal)
    {
        AddPercentiles(run, what, Percentiles.Of(outcome.Latencies), goal);
        run.Report.Add(new Figure
        {
            Scenario = Name,
            What = $"{what}, other responses {string.Join(" ", outcome.Failures.Distinct())}".TrimEnd(),
            Value = outcome.Failures.Count,
            Unit = $"of {outcome.Failures.Count + outcome.Latencies.Count}",
            Goal = Goal.None,
        });
    }

    private void AddPercentiles(BenchRun run, string what, Percentiles milliseconds, Goal? goal)
    {
        (string Name, double Value, Goal? Goal)[] figures =
            [("p50", milliseconds.P50, null), ("p95", milliseconds.P95, null), ("p99", milliseconds.P99, goal)];
        foreach (var (name, value, itsGoal) in figures)
            run.Report.Add(new Figure { Scenario = Name, What = $"{what}, {name}", Value = value, Unit = "ms", Goal = itsGoal });
    }
}
