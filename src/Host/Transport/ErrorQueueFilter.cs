using MassTransit;
using MassTransit.Middleware;

namespace Host.Transport;

/// <summary>
/// Reports that a message could not be consumed, in place of MassTransit's own filter, which would send a fault to an address in the
/// message besides (R47). Who sent a request hears of its consumer's failure before.
/// </summary>
internal sealed class ErrorQueueFilter : IFilter<ExceptionReceiveContext>
{
    /// <summary>
    /// A failed message goes to the endpoint's error queue and nowhere else. While the process stops it stays in its queue instead: what
    /// it needed may be gone already, and that is not its fault.
    /// </summary>
    public static void Keep(IReceiveEndpointConfigurator endpoint, CancellationToken stopping) => endpoint.ConfigureError(pipe =>
    {
        pipe.UseFilter(new StoppingFilter(stopping));
        pipe.UseFilter(new ErrorQueueFilter());
        pipe.UseFilter(new ErrorTransportFilter());
    });

    /// <summary>A temporary queue has no error queue: what fails there, or has no consumer, is logged and dropped.</summary>
    public static void Discard(IReceiveEndpointConfigurator endpoint)
    {
        endpoint.DiscardSkippedMessages();
        endpoint.ConfigureError(pipe =>
        {
            pipe.UseFilter(new ErrorQueueFilter());
            pipe.UseFilter(new DiscardErrorTransportFilter());
        });
    }

    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        if (!context.IsFaulted)
            await context.NotifyFaulted(context.Exception);

        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("errorQueue");
}

/// <summary>Passes no failed message on while the process stops, so that the broker delivers it again, to another process.</summary>
internal sealed class StoppingFilter(CancellationToken stopping) : IFilter<ExceptionReceiveContext>
{
    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next) =>
        stopping.IsCancellationRequested
            ? throw new OperationCanceledException("The process stops; the message stays in its queue.", context.Exception, stopping)
            : next.Send(context);

    public void Probe(ProbeContext context) => context.CreateFilterScope("stopping");
}
