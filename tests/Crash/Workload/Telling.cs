using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crash.Broker;
using MassTransit;
using TestKit;

namespace Crash.Workload;

/// <summary>Tells upstream facts: as CloudEvents over HTTP, as raw JSON to the broker, or in the library's envelope.</summary>
internal sealed class Telling(GatewayClient gateway, Publisher publisher)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);
    private static readonly string s_token = Tokens.For("upstream", "upstream");

    private long _told;
    private long _posted;

    /// <summary>Facts taken by the broker or the gateway, copies included.</summary>
    public long Told => _told;

    /// <summary>Those of them that the gateway took.</summary>
    public long Posted => _posted;

    public async Task TellAsync(TellFact step, CancellationToken cancellationToken)
    {
        if (step.Door == Door.Http)
            await PostAsync(step, cancellationToken);
        else
            await PublishAsync(step, cancellationToken);

        Interlocked.Increment(ref _told);
    }

    private async Task PostAsync(TellFact step, CancellationToken cancellationToken)
    {
        var data = JsonSerializer.SerializeToNode(step.Fact, step.Fact.GetType(), s_json)!.AsObject();
        data.Remove("eventId", out var eventId);
        var type = step.Fact.GetType().GetCustomAttributes(typeof(EntityNameAttribute), false).OfType<EntityNameAttribute>()
            .Single().EntityName;
        var cloudEvent = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = eventId,
            ["source"] = "/crash-rig",
            ["type"] = type,
            ["datacontenttype"] = "application/json",
            ["data"] = data,
        };
        var (status, answer) = await gateway.PostAsync(
            "api/upstream/events", cloudEvent.ToJsonString(), "application/cloudevents+json", s_token, idempotencyKey: null, cancellationToken);
        if (status != HttpStatusCode.Accepted)
            throw new InvalidOperationException($"The gateway answered {(int)status} to the fact {step.Key}: {answer}");

        Interlocked.Increment(ref _posted);
    }

    private Task PublishAsync(TellFact step, CancellationToken cancellationToken)
    {
        var messageId = Guid.CreateVersion7();
        var asRaw = step.Door == Door.RawBroker;
        var body = asRaw ? Wire.Raw(step.Fact) : Wire.Envelope(step.Fact, messageId);
        return publisher.PublishAsync(step.Fact.GetType(), body, asRaw ? Wire.RawType : Wire.EnvelopeType, messageId, cancellationToken);
    }
}
