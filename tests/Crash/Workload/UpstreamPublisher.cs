using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crash.Broker;
using MassTransit;
using TestKit;

namespace Crash.Workload;

/// <summary>Publishes upstream events: as CloudEvents over HTTP, as raw JSON to the broker, or in the library's envelope.</summary>
internal sealed class UpstreamPublisher(GatewayClient gateway, Publishers publisher)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);
    private static readonly string _token = Tokens.For("upstream", "upstream");

    private long _posted;

    /// <summary>Upstream events that the gateway took, copies included.</summary>
    public long Posted => _posted;

    public async Task PublishAsync(UpstreamStep step, CancellationToken cancellationToken)
    {
        if (step.EntryPoint == EntryPoint.Http)
            await PostAsync(step, cancellationToken);
        else
            await PublishToBrokerAsync(step, cancellationToken);
    }

    private async Task PostAsync(UpstreamStep step, CancellationToken cancellationToken)
    {
        var data = JsonSerializer.SerializeToNode(step.Event, step.Event.GetType(), _json)!.AsObject();
        data.Remove("eventId", out var eventId);
        var type = step.Event.GetType().GetCustomAttributes(typeof(EntityNameAttribute), false).OfType<EntityNameAttribute>()
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
        var (status, response) = await gateway.PostAsync(
            "api/upstream/events", cloudEvent.ToJsonString(), "application/cloudevents+json", _token, idempotencyKey: null,
            cancellationToken);
        if (status != HttpStatusCode.Accepted)
            throw new InvalidOperationException($"The gateway responded {(int)status} to the upstream event {step.Key}: {response}");

        Interlocked.Increment(ref _posted);
    }

    private Task PublishToBrokerAsync(UpstreamStep step, CancellationToken cancellationToken)
    {
        var messageId = Guid.CreateVersion7();
        var asRaw = step.EntryPoint == EntryPoint.RawBroker;
        var body = asRaw ? Wire.Raw(step.Event) : Wire.Envelope(step.Event, messageId);
        return publisher.PublishAsync(step.Event.GetType(), body, asRaw ? Wire.RawType : Wire.EnvelopeType, messageId, cancellationToken);
    }
}
