using System.Buffers;
using System.Net.Mime;
using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization;
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
/// a publisher sets can make the service send, declare or bind. Each message gets an id of its own. The members must be spelled as they
/// are published, once each, and there are no others: what would be ignored is refused. The services compile this file.
/// </summary>
/// <param name="contentType">Raw JSON, or MassTransit's envelope around it.</param>
internal sealed class BodyDeserializer<TMessage>(ContentType contentType) : IMessageDeserializer, ISerializerFactory
    where TMessage : class
{
    private const string EnvelopeMember = "message";

    private const int MaxReasonLength = 500;

    private static readonly string[] _types = [MessageUrn.ForTypeString<TMessage>()];

    private static readonly string[] _charsets = ["utf-8", "us-ascii"];

    private static readonly SearchValues<char> _lettersOfIdentifiers =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    // MassTransit's envelope holds decimals as texts.
    private static readonly JsonSerializerOptions _inEnvelope = Strict(JsonNumberHandling.AllowReadingFromString);
    private static readonly JsonSerializerOptions _raw = Strict(JsonNumberHandling.Strict);

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

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
        var bytes = body.GetBytes().AsSpan();
        if (bytes.StartsWith(Utf8Mark))
            bytes = bytes[Utf8Mark.Length..];

        if (WhyUnreadable(bytes) is { } reason)
            throw new SerializationException(reason);

        try
        {
            var isEnvelope = IsEnvelope(contentType);
            var message = JsonSerializer.Deserialize<JsonElement>(bytes, _raw);
            return Context(contentType, isEnvelope ? Read(MessageIn(message), _inEnvelope) : Read(message, _raw));
        }
        catch (JsonException exception)
        {
            throw new SerializationException(HasStrangeMember(bytes)
                ? "The body can't be read. The name of a member in it is no identifier, so no name is quoted."
                : Line($"The body can't be read at {exception.Path}: {exception.Message}"));
        }
    }

    /// <summary>What its first bytes say: no JSON in UTF-8 has them.</summary>
    private static string? WhyUnreadable(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x1F, 0x8B, ..] => "The body is compressed by gzip; it has to be uncompressed.",
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, not 0, ..] or [not 0, 0, ..] => "The body is UTF-16; it has to be UTF-8.",
        _ => null,
    };

    /// <summary>
    /// Whether a member before the first fault has a name that is no identifier. Such a name may be anything, somebody's address too,
    /// while a reason stands in logs and headers.
    /// </summary>
    private static bool HasStrangeMember(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && !IsIdentifier(ref reader))
                    return true;
            }
        }
        catch (JsonException)
        {
            // That fault is the one to be told.
        }

        return false;
    }

    private static bool IsIdentifier(ref Utf8JsonReader name)
    {
        try
        {
            return !name.GetString().AsSpan().ContainsAnyExcept(_lettersOfIdentifiers);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return false;
        }
    }

    private static TMessage Read(JsonElement message, JsonSerializerOptions options) =>
        message.Deserialize<TMessage>(options) ?? throw new SerializationException("The message is null.");

    private static JsonSerializerOptions Strict(JsonNumberHandling numbers)
    {
        var options = new JsonSerializerOptions(SystemTextJsonMessageSerializer.Options)
        {
            AllowDuplicateProperties = false,
            AllowTrailingCommas = false,
            NumberHandling = numbers,
            PropertyNameCaseInsensitive = false,
            ReadCommentHandling = JsonCommentHandling.Disallow,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        };

        // MassTransit's own takes null for 0, and rounds.
        foreach (var converter in options.Converters.Where(converter => converter.CanConvert(typeof(decimal))).ToList())
            options.Converters.Remove(converter);

        options.Converters.Add(new NumberConverter());
        return options;
    }

    /// <summary>A reason can quote names that the publisher made up, and stands in logs and headers: one line that is not long.</summary>
    private static string Line(string reason) => string.Concat(
        reason.Take(MaxReasonLength).Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter));

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
            throw new SerializationException(Line($"The content type is {given.MediaType}; it has to be application/json."));

        return given.CharSet is null || _charsets.Contains(given.CharSet, StringComparer.OrdinalIgnoreCase)
            ? given
            : throw new SerializationException(Line($"The character set is {given.CharSet}; it has to be UTF-8."));
    }

    private static bool IsEnvelope(ContentType type) => Is(type, SystemTextJsonMessageSerializer.JsonContentType);

    private static bool Is(ContentType type, ContentType other) =>
        string.Equals(type.MediaType, other.MediaType, StringComparison.OrdinalIgnoreCase);
}
