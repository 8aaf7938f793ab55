using MassTransit.Serialization;

namespace Messaging.EntityFrameworkCore.Receiving;

/// <summary>Configures endpoints whose messages come from publishers that are not trusted.</summary>
public static class UntrustedMessages
{
    /// <summary>
    /// The endpoint takes one message, as raw JSON or in MassTransit's envelope, and reads its body alone. Where MassTransit should not
    /// even publish the failure of such a message, set <see cref="IReceiveEndpointConfigurator.PublishFaults"/> to false besides.
    /// </summary>
    public static void UseBodyOnly<TMessage>(this IReceiveEndpointConfigurator endpoint)
        where TMessage : class
    {
        endpoint.AddDeserializer(new BodyDeserializer<TMessage>(SystemTextJsonRawMessageSerializer.JsonContentType));

        // MassTransit gives the default one what has no content type, or another.
        endpoint.AddDeserializer(new BodyDeserializer<TMessage>(SystemTextJsonMessageSerializer.JsonContentType), isDefault: true);
    }
}
