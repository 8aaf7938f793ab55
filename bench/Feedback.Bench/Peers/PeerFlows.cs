using Feedback.Bench.Driving;
using Feedback.Bench.Measuring;
using Feedback.Bench.Rows;
using Feedback.Bench.Running;
using Feedback.Bench.Servers;
using TestKit;
using TestKit.Servers;

namespace Feedback.Bench.Peers;

/// <summary>A contender that runs, on a system of its own, and the three flows through it.</summary>
internal sealed class PeerFlows : IAsyncDisposable
{
    public const string RequestFeedback = "request feedback";
    public const string ProvideFeedback = "provide feedback";
    public const string Expire = "expire";

    private readonly Contender _contender;
    private readonly BenchSystem _system;
    private readonly PeerDriver _driver;
    private readonly Population _population;

    private PeerFlows(Contender contender, BenchSystem system, PeerDriver driver, Population population)
    {
        _contender = contender;
        _system = system;
        _driver = driver;
        _population = population;
    }

    public static async Task<PeerFlows> StartAsync(BenchRun run, Contender contender, CancellationToken cancellationToken)
    {
        var system = await run.SetUpAsync($"peers_{contender.Name.ToLowerInvariant()}");
        try
        {
            await contender.StartAsync(system, cancellationToken);
            using var management = new RabbitMqManagement(system.Broker);
            foreach (var queue in contender.Queues)
            {
                await Eventually.Until(
                    async () => await management.ConsumersAsync(queue) > 0, what: $"{contender.Name} consumes from {queue}");
            }

            var driver = await PeerDriver.StartAsync(system.Broker, contender.Format, cancellationToken);
            return new PeerFlows(contender, system, driver, new Population(system, run.Samples));
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Requests, and then an answer to half of them; the other half expires.</summary>
    /// <param name="count">Of answers, and of expiries.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>Each flow with what it took.</returns>
    public async Task<IReadOnlyList<(string Flow, Outcome Outcome)>> RunAsync(int count, CancellationToken cancellationToken)
    {
        var requested = await _population.EligibleAsync(2 * count);
        var (answered, expired) = (new NumberRange(requested.First, count), new NumberRange(requested.First + count, count));
        var requests = await CommandAsync(requested, "request-feedback", "feedback-requested", RequestCommand, cancellationToken);

        await _population.SettleAsync();
        var answers = await CommandAsync(answered, "provide-feedback", "feedback-provided", ProvideCommand, cancellationToken);

        await _contender.Timers.PrepareAsync(_system, expired);
        await _population.SettleAsync();
        var expiries = await ExpireAsync(expired, cancellationToken);
        await DemandEndedAsync(requested, answered.Count, expired.Count);
        return [(RequestFeedback, requests), (ProvideFeedback, answers), (Expire, expiries)];
    }

    public async ValueTask DisposeAsync()
    {
        await _driver.DisposeAsync();
        await _system.DisposeAsync();
    }

    private static object RequestCommand(long number) => Commands.RequestFeedback(number) with { RequestId = Numbered.Request(number) };

    /// <summary>The peers find the request by its id, the product by its contract.</summary>
    private static object ProvideCommand(long number)
    {
        var command = Commands.ProvideFeedback(number);
        return new
        {
            command.FeedbackId,
            RequestId = Numbered.Request(number),
            command.ContractId,
            command.CallerId,
            command.Ratings,
            command.Comment,
            command.SubmittedAt,
        };
    }

    private async Task<Outcome> CommandAsync(
        NumberRange numbers, string command, string @event, Func<long, object> bodyOf, CancellationToken cancellationToken)
    {
        using var arrivals = CommandRun.Expecting(numbers);
        await using var observation = await _driver.ObserveAsync(@event, arrivals.Arrive, cancellationToken);
        return await CommandRun.MeasureAsync(
            _system, arrivals, numbers, number => _driver.PublishAsync(command, bodyOf(number), cancellationToken), cancellationToken);
    }

    private async Task<Outcome> ExpireAsync(NumberRange numbers, CancellationToken cancellationToken)
    {
        using var arrivals = new Arrivals(numbers.Count, numbers.Count);
        await using var observation = await _driver.ObserveAsync("feedback-request-expired", arrivals.Arrive, cancellationToken);
        return await CommandRun.MeasureExpiriesAsync(
            _system, arrivals, numbers, () => _contender.Timers.LetFallDueAsync(_system), cancellationToken);
    }

    /// <summary>A contender that says more than it stored would have an easy life.</summary>
    private async Task DemandEndedAsync(NumberRange numbers, int answered, int expired)
    {
        var between = $"contract_id BETWEEN '{Numbered.Contract(numbers.First)}' AND '{Numbered.Contract(numbers.Last)}'";
        await Demand("answered requests", $"{Tables.Requests} WHERE current_state = 'Answered' AND {between}", answered);
        await Demand("expired requests", $"{Tables.Requests} WHERE current_state = 'Expired' AND {between}", expired);
        await Demand("feedback", $"{Tables.Feedback} WHERE {between}", answered);
        await Demand("contracts", $"{Tables.Contracts} WHERE last_request_ended_at IS NOT NULL AND {between}", answered + expired);

        async Task Demand(string what, string rows, int expected)
        {
            var found = await _system.ReadAsync<long>($"SELECT count(*) FROM {rows}");
            if (found != expected)
                throw new InvalidOperationException($"{_contender.Name} has {found} {what} instead of {expected}.");
        }
    }
}
