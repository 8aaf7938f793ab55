using MassTransit;
using MassTransit.Configuration;
using Messaging.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Shared;

/// <summary>
/// The queue of one upstream event. Of what outsiders publish it reads the body alone (R47), so it takes one event only. Each event is
/// checked before any consumer sees it; a conflict between transactions is tried again. The services compile this file.
/// </summary>
internal abstract class UpstreamConsumerDefinition<TConsumer, TEvent> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
    where TEvent : class
{
    protected UpstreamConsumerDefinition(string queue) => EndpointName = queue;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.UseBodyOnly<TEvent>();
        endpointConfigurator.UseConflictRetry();
        endpointConfigurator.AddPipeSpecification(
            new FilterPipeSpecification<ConsumeContext<TEvent>>(new WellFormed(context.GetRequiredService<TimeProvider>())));
    }

    /// <summary>Refuses a malformed event before it joins a batch, so that it goes to the error queue alone.</summary>
    private sealed class WellFormed(TimeProvider clock) : IFilter<ConsumeContext<TEvent>>
    {
        public Task Send(ConsumeContext<TEvent> context, IPipe<ConsumeContext<TEvent>> next)
        {
            MalformedUpstreamEventException.ThrowIfMalformed(context.Message, clock.GetUtcNow());
            return next.Send(context);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("wellFormed");
    }
}

/// <summary>The queue of an upstream event whose consumer's writes and messages take effect in one transaction.</summary>
internal abstract class TransactionalUpstreamConsumerDefinition<TDbContext, TConsumer, TEvent>(string queue)
    : UpstreamConsumerDefinition<TConsumer, TEvent>(queue)
    where TDbContext : DbContext
    where TConsumer : class, IConsumer
    where TEvent : class
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        base.ConfigureConsumer(endpointConfigurator, consumerConfigurator, context);
        endpointConfigurator.UseEntityFrameworkOutbox<TDbContext>(context);
    }
}
