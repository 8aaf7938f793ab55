using System.Net.Mime;
using System.Runtime.Serialization;
using System.Text.Json;
using MassTransit;
using MassTransit.Serialization;

namespace Shared;

/// <summary>Configures endpoints whose messages come from publishers that are not trusted.</summary>
internal static class UntrustedMessages
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

/// <summary>
/// Reads the messages of publishers that are not trusted: the members of the one message that the endpoint takes, and nothing else.
/// Whatever else an envelope or the transport's headers say is not read: no address, id, header, expiration or type. So nothing that
/// a publisher sets can make the service send, declare or bind. Each message gets an id of its own. The services compile this file.
/// </summary>
/// <param name="contentType">Raw JSON, or MassTransit's envelope around it.</param>
internal sealed class BodyDeserializer<TMessage>(ContentType contentType) : IMessageDeserializer, ISerializerFactory
    where TMessage : class
{
    private const string EnvelopeMember = "message";

    private static readonly string[] _types = [MessageUrn.ForTypeString<TMessage>()];

    public ContentType ContentType => contentType;

    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new BodyConsumeContext(receiveContext, Read(receiveContext.Body, Accepted(receiveContext.ContentType)));

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) => Read(body, contentType);

    public MessageBody GetMessageBody(string text) => new StringMessageBody(text);

    public void Probe(ProbeContext context) => context.CreateScope("body").Add("contentType", contentType.MediaType);

    IMessageDeserializer ISerializerFactory.CreateDeserializer() => this;

    IMessageSerializer ISerializerFactory.CreateSerializer() => throw new NotSupportedException("This only reads.");

    private static SystemTextJsonSerializerContext Read(MessageBody body, ContentType contentType)
    {
        try
        {
            var message = JsonSerializer.Deserialize<JsonElement>(body.GetBytes(), SystemTextJsonMessageSerializer.Options);
            if (IsEnvelope(contentType))
                message = MessageIn(message);

            return Context(contentType, message.Deserialize<TMessage>(SystemTextJsonMessageSerializer.Options)
                ?? throw new SerializationException("The message is null."));
        }
        catch (JsonException exception)
        {
            throw new SerializationException($"The body can't be read: {exception.Message}", exception);
        }
    }

    private static JsonElement MessageIn(JsonElement envelope)
    {
        if (envelope.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in envelope.EnumerateObject())
            {
                if (member.Name.Equals(EnvelopeMember, StringComparison.OrdinalIgnoreCase))
                    return member.Value;
            }
        }

        throw new SerializationException("The envelope holds no message.");
    }

    private static SystemTextJsonSerializerContext Context(ContentType contentType, TMessage message)
    {
        var envelope = new JsonMessageEnvelope
        {
            MessageId = Guid.CreateVersion7().ToString(),
            MessageType = _types,
            Message = message,
        };
        var serializer = SystemTextJsonMessageSerializer.Instance;
        var context = new EnvelopeMessageContext(envelope, serializer);

        return new SystemTextJsonSerializerContext(
            serializer, SystemTextJsonMessageSerializer.Options, contentType, context, _types, envelope);
    }

    /// <exception cref="SerializationException">The content type is missing, or none that the endpoint takes.</exception>
    private static ContentType Accepted(ContentType? given)
    {
        if (given is null)
            throw new SerializationException("The message has no content type; it has to be application/json.");

        if (!IsEnvelope(given) && !Is(given, SystemTextJsonRawMessageSerializer.JsonContentType))
            throw new SerializationException($"The content type is {given.MediaType}; it has to be application/json.");

        return given.CharSet is null || given.CharSet.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            ? given
            : throw new SerializationException($"The character set is {given.CharSet}; it has to be UTF-8.");
    }

    private static bool IsEnvelope(ContentType type) => Is(type, SystemTextJsonMessageSerializer.JsonContentType);

    private static bool Is(ContentType type, ContentType other) =>
        string.Equals(type.MediaType, other.MediaType, StringComparison.OrdinalIgnoreCase);
}
