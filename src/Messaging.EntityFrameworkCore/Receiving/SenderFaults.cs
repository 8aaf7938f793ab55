using MassTransit.Configuration;
using Messaging.EntityFrameworkCore.Databases;

namespace Messaging.EntityFrameworkCore.Receiving;

/// <summary>Configures endpoints whose messages are of use to nobody but their sender, such as queries.</summary>
public static class SenderFaults
{
    /// <summary>
    /// Ends a message of one type whose consumer fails with the fault that its sender gets: it is not moved to the error queue. The
    /// failure is logged as any other.
    /// </summary>
    public static void EndWithFault<TMessage>(this IConsumePipeConfigurator endpoint)
        where TMessage : class =>
        endpoint.AddPipeSpecification(new FilterPipeSpecification<ConsumeContext<TMessage>>(new EndWithFaultFilter<TMessage>()));

    /// <summary>
    /// Throws another exception where the consumer fails because the database is <see cref="DatabaseFailures.IsUnavailable">away</see> or
    /// <see cref="DatabaseFailures.IsTimeout">takes too long</see>, so that the fault names it.
    /// </summary>
    public static void NameOutages<TConsumer>(this IConsumerConfigurator<TConsumer> consumer, Func<Exception, Exception> name)
        where TConsumer : class =>
        consumer.UseFilter(new OutageFilter<TConsumer>(name));
}

/// <summary>Takes the failures of consumers that the sender has been told of.</summary>
internal sealed class EndWithFaultFilter<TMessage> : IFilter<ConsumeContext<TMessage>>
    where TMessage : class
{
    public async Task Send(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        try
        {
            await next.Send(context);
        }
        catch (Exception) when (context.ReceiveContext.IsFaulted && !context.CancellationToken.IsCancellationRequested)
        {
            // MassTransit has logged it, and sent the fault.
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("endWithFault");
}

/// <summary>Throws another exception for an outage of the database.</summary>
internal sealed class OutageFilter<TConsumer>(Func<Exception, Exception> name) : IFilter<ConsumerConsumeContext<TConsumer>>
    where TConsumer : class
{
    public async Task Send(ConsumerConsumeContext<TConsumer> context, IPipe<ConsumerConsumeContext<TConsumer>> next)
    {
        try
        {
            await next.Send(context);
        }
        catch (Exception failure) when (DatabaseFailures.IsUnavailable(failure) || DatabaseFailures.IsTimeout(failure))
        {
            throw name(failure);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("outages");
}
