using MassTransit;
using MassTransit.Configuration;

namespace Host.Transport;

/// <summary>
/// Refuses a message whose response or fault address no gateway of ours has made (R47): such an address could declare and bind queues
/// with this process's rights, or hand people's data to a stranger. The message goes to the error queue with that reason.
/// </summary>
/// <param name="isRequired">
/// Whether each message of the endpoint is responded to: without an address, MassTransit would publish the response.
/// </param>
internal sealed class ResponseAddressFilter(bool isRequired) : IFilter<ConsumeContext>
{
    public static void Configure(IReceiveEndpointConfigurator endpoint, bool isRequired) =>
        endpoint.AddPrePipeSpecification(new FilterPipeSpecification<ConsumeContext>(new ResponseAddressFilter(isRequired)));

    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        Check(context.ResponseAddress, "response");
        Check(context.FaultAddress, "fault");
        if (isRequired && context.ResponseAddress is null)
            throw new StrangeAddressException("The message has no response address, and nothing but a response would follow from it.");

        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("responseAddress");

    private static void Check(Uri? address, string kind)
    {
        if (address is not null && ResponseQueues.KeyOf(address) is null)
            throw new StrangeAddressException($"The message's {kind} address is not that of a gateway.");
    }
}

/// <summary>An address that this product has not made. Its text is the stranger's, so it is not repeated.</summary>
internal sealed class StrangeAddressException(string message) : Exception(message);
