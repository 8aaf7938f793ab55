using System.Diagnostics;
using MassTransit.Configuration;
using MassTransit.Context;
using MassTransit.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Runs the consumers of one message type in an <see cref="OutboxPipeline{TDbContext}"/>.</summary>
internal sealed class OutboxConsumeFilter<TDbContext, TMessage>(IServiceProvider root, string consumer) : IFilter<ConsumeContext<TMessage>>
    where TDbContext : DbContext
    where TMessage : class
{
    public async Task Send(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        if (context.TryGetPayload<IServiceScope>(out var existing))
        {
            await RunAsync(existing, context, next);
            return;
        }

        await using var scope = root.CreateAsyncScope();
        IServiceScope serviceScope = scope;
        var scoped = new ConsumeContextScope<TMessage>(context, serviceScope, scope.ServiceProvider);
        using var pushed = scope.ServiceProvider.GetRequiredService<Bind<IBus, ISetScopedConsumeContext>>().Value
            .PushContext(serviceScope, scoped);

        await RunAsync(serviceScope, scoped, next);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("entityFrameworkOutbox");

    /// <summary>
    /// MassTransit notifies the sender of a failure of the consumer itself, once retry has given up; this method does so for the rest of
    /// the handling, such as the commit.
    /// </summary>
    private async Task RunAsync(IServiceScope scope, ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        var duration = Stopwatch.StartNew();
        var isConsuming = false;
        try
        {
            var pipeline = scope.ServiceProvider.GetRequiredService<OutboxPipeline<TDbContext>>();
            var isHandled = await pipeline.RunAsync(context, ConsumeAsync, consumer: consumer);

            // MassTransit moves a message that nobody has consumed to the endpoint's skipped queue.
            if (!isHandled)
                await context.NotifyConsumed(duration.Elapsed, consumer);
        }
        catch (Exception failure) when (!isConsuming && !context.CancellationToken.IsCancellationRequested)
        {
            await context.NotifyFaulted(duration.Elapsed, consumer, failure);
            throw;
        }

        async Task ConsumeAsync(ConsumeContext<TMessage> handled)
        {
            isConsuming = true;
            await next.Send(handled);
            isConsuming = false;
        }
    }
}

/// <summary>Adds an <see cref="OutboxConsumeFilter{TDbContext,TMessage}"/> to each consumer of an endpoint, inside its retry.</summary>
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
            ?? throw new ConfigurationException($"The outbox can't be added to {typeof(TConsumer).Name} for {typeof(TMessage).Name}.");

        message.AddPipeSpecification(new FilterPipeSpecification<ConsumeContext<TMessage>>(
            new OutboxConsumeFilter<TDbContext, TMessage>(provider, TypeCache<TConsumer>.ShortName)));
    }
}
