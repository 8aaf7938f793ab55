using MassTransit;
using Microsoft.Extensions.Options;

namespace Gateway.Services;

/// <summary>Asks the other services over the bus; the kind of message says who answers.</summary>
internal sealed class ServiceClient(IClientFactory clients, IOptions<GatewayOptions> options)
{
    /// <summary>Puts a question; the answer may be of any of the types that are then named.</summary>
    /// <exception cref="RequestTimeoutException">Nobody answered in time.</exception>
    /// <exception cref="RequestFaultException">The service failed.</exception>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    public Question<TRequest> Ask<TRequest>(TRequest message, CancellationToken callerLeft, TimeSpan? patience = null)
        where TRequest : class
    {
        // MassTransit's own timeout begins when the transport takes the question: without a broker, never. The token ends
        // the wait all the same, and the sending with it. It counts real time, not that of the injected clock: people
        // wait in it, and a demo clock that jumps must not end their calls.
        var timeout = patience ?? options.Value.RequestTimeout;
        var giveUp = CancellationTokenSource.CreateLinkedTokenSource(callerLeft);
        giveUp.CancelAfter(timeout);
        var handle = clients.CreateRequest(message, giveUp.Token, timeout);

        // A message that expires in its queue goes where failed ones go: an outage would fill the error queues.
        handle.UseExecute(context => context.TimeToLive = null);
        return new Question<TRequest>(handle, giveUp, callerLeft);
    }
}
