using Contracts.Messages;
using MassTransit;

namespace Feedback.Saga.Tests.Support;

/// <summary>
/// Records what the service publishes, in order: one message at a time. The outbox may send a message again, with the id
/// that it had; a decision taken twice would have two.
/// </summary>
public sealed class EventRecorder(SeenMessages seen) :
    IConsumer<FeedbackRequested>,
    IConsumer<FeedbackProvided>,
    IConsumer<FeedbackRequestExpired>,
    IConsumer<FeedbackRequestClosed>,
    IConsumer<FeedbackReminderDue>,
    IConsumer<EventRecorder.Marker>
{
    public Task Consume(ConsumeContext<FeedbackRequested> context) => Record(context);

    public Task Consume(ConsumeContext<FeedbackProvided> context) => Record(context);

    public Task Consume(ConsumeContext<FeedbackRequestExpired> context) => Record(context);

    public Task Consume(ConsumeContext<FeedbackRequestClosed> context) => Record(context);

    public Task Consume(ConsumeContext<FeedbackReminderDue> context) => Record(context);

    public Task Consume(ConsumeContext<Marker> context) => Task.CompletedTask;

    private Task Record<T>(ConsumeContext<T> context)
        where T : class
    {
        seen.Published(context.MessageId!.Value, context.Message);
        return Task.CompletedTask;
    }

    /// <summary>What was published before it has been recorded when it has been consumed.</summary>
    public sealed record Marker;

    public sealed class Definition : ConsumerDefinition<EventRecorder>
    {
        public Definition()
        {
            EndpointName = "test-events";
            ConcurrentMessageLimit = 1;
        }

        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<EventRecorder> consumerConfigurator,
            IRegistrationContext context)
            => endpointConfigurator.ConcurrentMessageLimit = 1;
    }
}
