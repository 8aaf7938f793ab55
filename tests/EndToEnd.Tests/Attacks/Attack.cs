using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RabbitMQ.Client;

namespace EndToEnd.Tests.Attacks;

/// <summary>A message that tries to direct something by more than its body.</summary>
/// <param name="Name">What it tries, and how.</param>
/// <param name="Body">The body.</param>
/// <param name="Properties">The transport's properties and headers.</param>
internal sealed record Attack(string Name, byte[] Body, BasicProperties Properties)
{
    public const string EnvelopeType = "application/vnd.masstransit+json";
    public const string RawType = "application/json";

    private const string Malformed = """{ "nonsense": true }""";

    private static readonly string[] _headers =
        ["MT-Fault-Address", "MT-Response-Address", "MT-Source-Address", "FaultAddress", "ResponseAddress"];

    private static readonly string[] _contentTypes =
        ["", "nonsense", "a b;;=", "application/json; charset=", "\u001b[2J\r\nforged", "application/json;\n"];

    /// <summary>All that a publisher can try whose message can't be taken, with addresses below that one.</summary>
    public static IEnumerable<Attack> Unreadable(string address, string user)
    {
        foreach (var strange in Addresses(address))
        {
            yield return OfEnvelope($"envelope, fault address {strange}", Malformed, ("faultAddress", strange));
            yield return OfEnvelope($"envelope, response address {strange}", Malformed, ("responseAddress", strange));
            yield return OfRaw($"raw JSON, headers {strange}", Malformed, strange);
            yield return OfRaw($"truncated JSON, headers {strange}", """{ "eventId": "e""", strange);
            yield return OfRaw($"unknown content type, headers {strange}", Malformed, strange, "text/plain");
            yield return OfRaw($"no content type, headers {strange}", Malformed, strange, contentType: null);
            yield return OfRaw($"truncated envelope, headers {strange}", """{ "faultAddress": """, strange, EnvelopeType);
        }

        foreach (var contentType in (string[])[RawType, EnvelopeType])
        {
            yield return OfRaw($"{contentType}, deep", new string('[', 100_000), address, contentType);
            yield return OfRaw(
                $"{contentType}, deep below a message", "{\"message\":" + new string('[', 100_000), address, contentType);
            yield return OfRaw(
                $"{contentType}, half a character for a member", """{ "\ud800": 1, "message": { "\udfff": 2 } }""", address, contentType);
            yield return OfRaw($"{contentType}, half a character for a value", """{ "eventId": "\ud800" }""", address, contentType);
            yield return OfRaw($"{contentType}, a large number", $"{{ \"eventId\": 1{new string('0', 100_000)} }}", address, contentType);
        }

        foreach (var strange in _contentTypes)
            yield return OfRaw($"content type {strange}", Malformed, address, strange);

        foreach (var strange in (object?[])[null, 1, true, 1.5, new byte[] { 0xFF, 0 }, new List<object?> { address }, "\u001b\r\n\0"])
            yield return OfHeaders(strange);

        yield return OfEnvelope(
            "an envelope with the type of a command",
            Malformed,
            ("messageType", new JsonArray("urn:message:Contracts.Messages:ProvideFeedback")));
        yield return new Attack("properties that the broker obeys", Encoding.UTF8.GetBytes(Malformed), new BasicProperties
        {
            ContentType = RawType,
            UserId = user,
            ReplyTo = "feedback-request",
            Priority = 9,
            CorrelationId = "not-a-guid",
            MessageId = "not-a-guid",
            Headers = new Dictionary<string, object?>
            {
                ["CC"] = new List<object?> { "provide-feedback" },
                ["BCC"] = new List<object?> { "provide-feedback" },
                ["x-death"] = new List<object?> { new Dictionary<string, object?> { ["queue"] = "feedback-request", ["count"] = 1_000L } },
                ["x-delivery-count"] = 1_000L,
                ["MT-Redelivery-Count"] = 1_000,
                ["MT-Scheduling-TokenId"] = Guid.NewGuid().ToString(),
                ["MT-MessageType"] = "urn:message:Contracts.Messages:ProvideFeedback",
            },
        });
        yield return new Attack("headers as large as the frame", Encoding.UTF8.GetBytes(Malformed), new BasicProperties
        {
            ContentType = RawType,
            Headers = new Dictionary<string, object?> { ["large"] = new string('x', 130_000) },
        });
    }

    /// <summary>The addresses that would bind, declare or deliver something.</summary>
    public static IEnumerable<string> Addresses(string address) =>
    [
        $"{address}/user-profile-changed?bindexchange=provide-feedback",
        $"{address}/user-profile-changed?bind=true&queue=thief",
        $"{address}/thief?type=topic&durable=false",
        $"{address}/contract-started?alternateexchange=thief",
        $"{address}/provide-feedback",
        "exchange:provide-feedback",
        "queue:thief",
    ];

    /// <summary>A well-formed message with all that in addition.</summary>
    public static IEnumerable<Attack> WellFormed(string message, string address)
    {
        foreach (var strange in Addresses(address))
        {
            yield return OfEnvelope(
                "envelope", message, ("faultAddress", strange), ("responseAddress", strange), ("sourceAddress", strange));
            yield return OfRaw("raw JSON", message, strange);
        }

        yield return OfEnvelope(
            "an envelope whose other members are of odd kinds",
            message,
            ("messageId", 5),
            ("requestId", new JsonArray()),
            ("correlationId", "not-a-guid"),
            ("conversationId", true),
            ("initiatorId", new JsonObject()),
            ("sourceAddress", 7),
            ("destinationAddress", "exchange:provide-feedback"),
            ("responseAddress", new JsonObject()),
            ("faultAddress", new JsonArray("queue:thief")),
            ("expirationTime", "never"),
            ("sentTime", new JsonArray()),
            ("headers", "MT-Redelivery-Count"),
            ("host", new JsonArray()),
            ("messageType", "urn:message:Contracts.Messages:ProvideFeedback"),
            ("another", "member"));
    }

    public static Attack OfEnvelope(string name, string message, params (string Name, JsonNode? Value)[] members)
    {
        var envelope = new JsonObject
        {
            ["messageId"] = Guid.NewGuid().ToString(),
            ["requestId"] = Guid.NewGuid().ToString(),
            ["expirationTime"] = "2000-01-01T00:00:00Z",
            ["headers"] = new JsonObject { ["MT-Redelivery-Count"] = 1_000 },
            ["messageType"] = new JsonArray("urn:message:Contracts.Messages:UserProfileChanged"),
            ["message"] = JsonNode.Parse(message),
        };
        foreach (var (member, value) in members)
            envelope[member] = value;

        return new Attack(name, JsonSerializer.SerializeToUtf8Bytes(envelope), new BasicProperties { ContentType = EnvelopeType });
    }

    private static Attack OfHeaders(object? value) =>
        new($"headers that are {value}", Encoding.UTF8.GetBytes(Malformed), new BasicProperties
        {
            ContentType = RawType,
            ContentEncoding = "gzip",
            Type = "provide-feedback",
            Timestamp = new AmqpTimestamp(long.MaxValue),
            Headers = ((string[])[.. _headers, "Content-Type", "MT-Activity-Id", "traceparent", "MT-Host-Info", "MT-Reason"])
                .ToDictionary(header => header, _ => value),
        });

    public static Attack OfRaw(string name, string body, string address, string? contentType = RawType)
    {
        var properties = new BasicProperties
        {
            MessageId = Guid.NewGuid().ToString(),
            Headers = _headers.ToDictionary(header => header, object? (_) => address),
        };
        properties.Headers["MT-Request-Id"] = Guid.NewGuid().ToString();
        if (contentType is not null)
            properties.ContentType = contentType;

        return new Attack(name, Encoding.UTF8.GetBytes(body), properties);
    }
}
