using Contracts.Messages;
using MassTransit;
using MassTransit.Configuration;
using Messaging.EntityFrameworkCore;

namespace Feedback.Saga.Facts;

/// <summary>
/// Payments are taken in batches. Each is checked before it joins one, so that a malformed payment goes to the error queue
/// alone; a batch that meets a conflict is collected anew.
/// </summary>
internal sealed class PaymentMadeDefinition : ConsumerDefinition<PaymentMadeConsumer>
{
    private const int MessageLimit = 200;
    private const int ConcurrentBatches = 2;
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromMilliseconds(50);

    public PaymentMadeDefinition() => EndpointName = Queues.PaymentMade;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<PaymentMadeConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType);
        endpointConfigurator.UseConflictRetry();
        endpointConfigurator.AddPipeSpecification(new FilterPipeSpecification<ConsumeContext<PaymentMade>>(new WellFormedPayments()));
        consumerConfigurator.Options<BatchOptions>(batch => batch
            .SetMessageLimit(MessageLimit)
            .SetConcurrencyLimit(ConcurrentBatches)
            .SetTimeLimit(s_timeLimit));
    }

    private sealed class WellFormedPayments : IFilter<ConsumeContext<PaymentMade>>
    {
        public Task Send(ConsumeContext<PaymentMade> context, IPipe<ConsumeContext<PaymentMade>> next)
        {
            FactRules.Check(context.Message);
            return next.Send(context);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("wellFormedPayments");
    }
}
