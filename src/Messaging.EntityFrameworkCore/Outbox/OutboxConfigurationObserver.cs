using MassTransit;
using MassTransit.Configuration;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Puts the outbox around every consumer of an endpoint, inside of its retry.</summary>
internal sealed class OutboxConfigurationObserver<TDbContext>(IServiceProvider provider) : IConsumerConfigurationObserver
    where TDbContext : DbContext
{
    public void ConsumerConfigured<TConsumer>(IConsumerConfigurator<TConsumer> configurator)
        where TConsumer : class
    {
    }

    public void ConsumerMessageConfigured<TConsumer, TMessage>(IConsumerMessageConfigurator<TConsumer, TMessage> configurator)
        where TConsumer : class
        where TMessage : class
    {
        var message = configurator as IConsumerMessageConfigurator<TMessage>
            ?? throw new ConfigurationException($"The outbox can't be put around {typeof(TConsumer).Name} for {typeof(TMessage).Name}.");

        message.AddPipeSpecification(new FilterPipeSpecification<ConsumeContext<TMessage>>(
            new OutboxConsumeFilter<TDbContext, TMessage>(provider)));
    }
}
