using MassTransit;
using Microsoft.Extensions.Options;

namespace Gateway.Services;

/// <summary>Asks the other services over the bus; the kind of message says who answers.</summary>
internal sealed class ServiceClient(IClientFactory clients, IOptions<GatewayOptions> options)
{
    /// <summary>Puts a question; the answer may be of any of the types that are then named.</summary>
    /// <exception cref="RequestTimeoutException">Nobody answered in time.</exception>
    /// <exception cref="RequestFaultException">The service failed.</exception>
    public Question<TRequest> Ask<TRequest>(TRequest message, CancellationToken cancellationToken, TimeSpan? patience = null)
        where TRequest : class
    {
        var timeout = patience ?? options.Value.RequestTimeout;
        var handle = clients.CreateRequest(message, cancellationToken, timeout);

        // A message that expires in its queue goes where failed ones go: an outage would fill the error queues.
        handle.UseExecute(context => context.TimeToLive = null);
        return new Question<TRequest>(handle, timeout);
    }
}
