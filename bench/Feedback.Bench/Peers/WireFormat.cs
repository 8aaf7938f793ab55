using System.Text.Json;
using RabbitMQ.Client;

namespace Feedback.Bench.Peers;

/// <summary>
/// How a contender takes commands and publishes events. The body of a command is the same for all; what surrounds it is what the
/// contender needs to recognise it.
/// </summary>
internal abstract class WireFormat
{
    private const string ContractProperty = "contractId";
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    public abstract WireMessage Write(string command, Guid messageId, object body);

    /// <summary>Where the event of that name can be had.</summary>
    public abstract (string Exchange, string RoutingKey) SourceOf(string @event);

    /// <summary>The contract that the event is about; all contenders call the property the same.</summary>
    public static string ContractOf(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(ContractProperty))
            {
                reader.Read();
                return reader.GetString()!;
            }
        }

        throw new InvalidOperationException($"An event has no {ContractProperty}.");
    }

    private protected static byte[] Json(object body) => JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), _json);

    private protected static BasicProperties Properties(Guid messageId, string contentType) => new()
    {
        MessageId = $"{messageId}",
        ContentType = contentType,
        Persistent = true,
    };
}

/// <summary>MassTransit's envelope, through the exchange of the command.</summary>
internal sealed class MassTransitFormat : WireFormat
{
    private const string ContentType = "application/vnd.masstransit+json";

    public override WireMessage Write(string command, Guid messageId, object body)
    {
        var type = string.Concat(command.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        var envelope = new
        {
            MessageId = messageId,
            MessageType = new[] { $"urn:message:Contracts.Messages:{type}" },
            Message = body,
        };
        return new WireMessage(command, "", Properties(messageId, ContentType), Json(envelope));
    }

    public override (string Exchange, string RoutingKey) SourceOf(string @event) => (@event, "");
}

/// <summary>The bare body, its name as the type; straight to the queue, as Wolverine sends to one.</summary>
internal sealed class WolverineFormat(string queue) : WireFormat
{
    public override WireMessage Write(string command, Guid messageId, object body)
    {
        var properties = Properties(messageId, "application/json");
        properties.Type = command;
        return new WireMessage("", queue, properties, Json(body));
    }

    public override (string Exchange, string RoutingKey) SourceOf(string @event) => (@event, "");
}

/// <summary>The bare body, its name in a header, through CAP's topic exchange.</summary>
internal sealed class CapFormat : WireFormat
{
    private const string Exchange = "cap.default.router";

    public override WireMessage Write(string command, Guid messageId, object body)
    {
        var properties = Properties(messageId, "application/json");
        properties.Headers = new Dictionary<string, object?> { ["cap-msg-id"] = $"{messageId}", ["cap-msg-name"] = command };
        return new WireMessage(Exchange, command, properties, Json(body));
    }

    public override (string Exchange, string RoutingKey) SourceOf(string @event) => (Exchange, @event);
}
