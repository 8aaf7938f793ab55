using Feedback.Saga.Persistence;
using MassTransit;
using Messaging.EntityFrameworkCore;

namespace Feedback.Saga.Facts;

/// <summary>
/// A queue for one upstream message: only so can it take raw JSON, which names no type, beside MassTransit's envelope.
/// What the consumer writes and publishes takes effect in one transaction.
/// </summary>
internal abstract class FactDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    protected FactDefinition(string queue) => EndpointName = queue;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType);
        endpointConfigurator.UseConflictRetry();
        endpointConfigurator.UseEntityFrameworkOutbox<FeedbackDbContext>(context);
    }
}
