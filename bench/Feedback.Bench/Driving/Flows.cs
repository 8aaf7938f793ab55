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
    public Task<Outcome> RequestFeedbackAsync(NumberRange numbers, CancellationToken cancellationToken) =>
        CommandAsync(numbers, Commands.RequestFeedback, ObserveRequests, cancellationToken);

    public Task<Outcome> ProvideFeedbackAsync(NumberRange numbers, CancellationToken cancellationToken) =>
        CommandAsync(numbers, Commands.ProvideFeedback, ObserveFeedback, cancellationToken);

    public async Task<Outcome> ExpireAsync(Population population, NumberRange numbers, CancellationToken cancellationToken)
    {
        using var arrivals = new Arrivals(numbers.Count, numbers.Count);
        await using var observation = await ObserveExpiries(arrivals);
        return await CommandRun.MeasureExpiriesAsync(
            system, arrivals, numbers, () => population.LetFallDueAsync(numbers), cancellationToken);
    }

    private async Task<Outcome> CommandAsync<TCommand>(
        NumberRange numbers,
        Func<long, TCommand> commandOf,
        Func<Arrivals, Task<IAsyncDisposable>> observe,
        CancellationToken cancellationToken)
        where TCommand : class
    {
        using var arrivals = CommandRun.Expecting(numbers);
        await using var observation = await observe(arrivals);
        return await CommandRun.MeasureAsync(
            system, arrivals, numbers, number => bus.PublishAsync(commandOf(number), cancellationToken), cancellationToken);
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
}
