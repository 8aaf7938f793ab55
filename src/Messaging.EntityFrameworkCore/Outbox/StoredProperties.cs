using System.Text.Json;
using System.Text.Json.Serialization;
using MassTransit.Context;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>What a transport needs to know of a message besides its headers and body. A message with none of it stores nothing.</summary>
internal sealed record StoredProperties
{
    private static readonly StoredProperties _none = new();
    private static readonly JsonSerializerOptions _json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    /// <summary>The names by which a transport reports properties that are stored by themselves, or follow from the address.</summary>
    private static readonly string[] _known =
        [nameof(SendContext.Durable), nameof(Mandatory), nameof(Delay), nameof(RoutingKey), "Exchange"];

    public Guid? CorrelationId { get; init; }

    /// <summary>Of a request, together with <see cref="ResponseAddress"/>: some transports have a property for the address.</summary>
    public Guid? RequestId { get; init; }

    public Uri? ResponseAddress { get; init; }

    /// <summary>How long after its due instant the message expires.</summary>
    public TimeSpan? TimeToLive { get; init; }

    public TimeSpan? Delay { get; init; }

    public bool IsTransient { get; init; }

    public bool Mandatory { get; init; }

    public string? RoutingKey { get; init; }

    /// <summary>What else the transport has, such as a priority, in the form of <see cref="StoredHeaders"/>.</summary>
    public string? OfTransport { get; init; }

    /// <summary>The stored form of the properties of a captured message, or null if they are as usual.</summary>
    public static string? ToStored(SendContext context)
    {
        var isRequest = context is { RequestId: not null, ResponseAddress: not null };
        var properties = new StoredProperties
        {
            CorrelationId = context.CorrelationId,
            RequestId = isRequest ? context.RequestId : null,
            ResponseAddress = isRequest ? context.ResponseAddress : null,
            TimeToLive = context.TimeToLive,
            Delay = context.Delay,
            IsTransient = !context.Durable,
            Mandatory = context is PublishContext { Mandatory: true },
            RoutingKey = context is RoutingKeySendContext { RoutingKey.Length: > 0 } routed ? routed.RoutingKey : null,
            OfTransport = OfTransportIn(context),
        };
        return properties == _none ? null : JsonSerializer.Serialize(properties, _json);
    }

    /// <summary>
    /// Gives the message its properties, and takes away those that are not its own: filters of the bus have had their turn when the
    /// message was captured.
    /// </summary>
    public static void Apply(string? stored, DateTimeOffset dueAt, DateTimeOffset now, SendContext context)
    {
        var properties = stored is null ? _none : JsonSerializer.Deserialize<StoredProperties>(stored, _json)!;
        if (properties.OfTransport is not null && context is TransportSendContext transport)
            transport.ReadPropertiesFrom(new Dictionary<string, object>(StoredHeaders.Read(properties.OfTransport)));

        context.CorrelationId = properties.CorrelationId;
        context.RequestId = properties.RequestId;
        context.ResponseAddress = properties.ResponseAddress;
        context.TimeToLive = properties.TimeToLive - (now > dueAt ? now - dueAt : TimeSpan.Zero);
        context.Delay = properties.Delay;
        context.Durable = !properties.IsTransient;
        if (context is PublishContext publish)
            publish.Mandatory = properties.Mandatory;

        if (context is RoutingKeySendContext routed)
            routed.RoutingKey = properties.RoutingKey;
    }

    private static string? OfTransportIn(SendContext context)
    {
        if (context is not TransportSendContext transport)
            return null;

        var reported = new Dictionary<string, object>(StringComparer.Ordinal);
        transport.WritePropertiesTo(reported);
        return reported.Count == 0
            ? null
            : StoredHeaders.ToStored(reported.Where(property => !IsKnown(property.Key)));
    }

    private static bool IsKnown(string property) =>
        Array.Exists(_known, name => property.EndsWith(name, StringComparison.Ordinal));
}
