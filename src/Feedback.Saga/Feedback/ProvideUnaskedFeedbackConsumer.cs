using Feedback.Saga.Requests;
using MassTransit;

namespace Feedback.Saga.Feedback;

/// <summary>
/// Takes feedback that the client provides while no request waits on the contract (R17). The contract's locked row says so, and
/// <see cref="FeedbackRequestStateMachine"/> passes the command on, in the same transaction.
/// </summary>
internal sealed class ProvideUnaskedFeedbackConsumer(ProvideFeedbackHandler handler) : IConsumer<ProvideFeedback>
{
    public async Task Consume(ConsumeContext<ProvideFeedback> context)
    {
        var transition = await handler.HandleAsync(context.Message, waiting: null, context.CancellationToken);
        await context.PublishAndRespondAsync(transition);
    }
}
