using System.Diagnostics;
using Contracts.Messages;
using Feedback.Bench.Measuring;
using Feedback.Bench.Rows;
using Feedback.Bench.Servers;

namespace Feedback.Bench.Driving;

/// <summary>
/// Sets flows going and waits for their ends: the event that the bench itself consumes (core), or the in-app message that
/// Notifications says it stored (whole).
/// </summary>
internal sealed class Flows(BenchSystem system, BenchBus bus, bool whole)
{
    /// <summary>Commands under way; more of them only wait longer in the queue.</summary>
    private const int Window = 96;
    private const double LeastPerSecond = 25;
    private static readonly TimeSpan _leastPatience = TimeSpan.FromSeconds(120);

    public Task<Outcome> RequestFeedbackAsync(NumberRange numbers, CancellationToken cancellationToken) =>
        CommandAsync(numbers, Commands.RequestFeedback, ObserveRequests, cancellationToken);

    public Task<Outcome> ProvideFeedbackAsync(NumberRange numbers, CancellationToken cancellationToken) =>
        CommandAsync(numbers, Commands.ProvideFeedback, ObserveFeedback, cancellationToken);

    /// <summary>
    /// Lets requests fall due that were made to wait for it. The time counts from the first that has expired: how soon the
    /// due ones are looked for is not what is measured here.
    /// </summary>
    public async Task<Outcome> ExpireAsync(Population population, NumberRange numbers, CancellationToken cancellationToken)
    {
        using var arrivals = new Arrivals(numbers.Count, numbers.Count);
        await using var observation = await ObserveExpiries(arrivals);
        for (var i = 0; i < numbers.Count; i++)
            arrivals.Expect(Numbered.Contract(numbers[i]));

        var cpu = new CpuMeter(system.Services);
        await population.LetFallDueAsync(numbers);
        await arrivals.AllAsync(Patience(numbers.Count), cancellationToken);
        return new Outcome(numbers.Count, arrivals.Span, cpu.Read());
    }

    private async Task<Outcome> CommandAsync<TCommand>(
        NumberRange numbers,
        Func<long, TCommand> commandOf,
        Func<Arrivals, Task<IAsyncDisposable>> observe,
        CancellationToken cancellationToken)
        where TCommand : class
    {
        using var arrivals = new Arrivals(numbers.Count, Window);
        await using var observation = await observe(arrivals);
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
                _ = PublishAsync(commandOf(numbers[i]));
            }
        }

        async Task PublishAsync(TCommand command)
        {
            try
            {
                await bus.PublishAsync(command, cancellationToken);
            }
            catch (Exception failure)
            {
                arrivals.Fail(failure);
            }
        }
    }

    private Task<IAsyncDisposable> ObserveRequests(Arrivals arrivals) => whole
        ? ObserveInAppMessagesAsync(arrivals, NoticeKinds.FeedbackRequested)
        : ObserveAsync<FeedbackRequested>(message => arrivals.Arrive(message.ContractId));

    private Task<IAsyncDisposable> ObserveFeedback(Arrivals arrivals) => whole
        ? ObserveInAppMessagesAsync(arrivals, NoticeKinds.FeedbackReceived)
        : ObserveAsync<FeedbackProvided>(message => arrivals.Arrive(message.ContractId));

    private Task<IAsyncDisposable> ObserveExpiries(Arrivals arrivals) => whole
        ? ObserveInAppMessagesAsync(arrivals, NoticeKinds.RequestExpired)
        : ObserveAsync<FeedbackRequestExpired>(message => arrivals.Arrive(message.ContractId));

    private Task<IAsyncDisposable> ObserveInAppMessagesAsync(Arrivals arrivals, string kind) =>
        ObserveAsync<InAppMessageDelivered>(message =>
        {
            if (message.Kind == kind)
                arrivals.Arrive(message.ContractId);
        });

    private Task<IAsyncDisposable> ObserveAsync<TMessage>(Action<TMessage> observe)
        where TMessage : class =>
        bus.ObserveAsync<TMessage>(context => observe(context.Message));

    private static TimeSpan Patience(int count)
    {
        var needed = TimeSpan.FromSeconds(count / LeastPerSecond);
        return needed > _leastPatience ? needed : _leastPatience;
    }
}
