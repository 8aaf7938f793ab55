using System.ComponentModel.DataAnnotations;
using System.Net.Http.Headers;
using System.Text.Json;
using Gateway.Http;
using Gateway.Http.Input;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Gateway.Upstream;

/// <summary>The HTTP door for events of other systems.</summary>
internal static class UpstreamEndpoints
{
    public const string SingleContentType = "application/cloudevents+json";
    public const string BatchContentType = "application/cloudevents-batch+json";

    public static void MapUpstream(this RouteGroupBuilder upstream)
    {
        upstream.MapMidContractFeedback();
        upstream.MapPost("/events", TakeAsync)
            .Accepts<CloudEventBody>(SingleContentType, BatchContentType)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesValidationProblem()
            .WithTags("Upstream")
            .WithName("TakeUpstreamEvents")
            .WithSummary("Take events of the contract, payment, profile and end-of-contract feedback systems")
            .WithDescription(
                $"CloudEvents 1.0, structured, one event or a batch (a JSON array of at most {CloudEventReader.MaxBatch}, 64 KiB). "
                + "202 once none can be lost any more. 400 names what is wrong by the event's index, such as events[2].data.amount, "
                + "and takes none of the batch. Events may be given again: the id makes them known.");
    }

    private static async Task<Accepted<AcceptedResponse>> TakeAsync(
        HttpRequest request, IUpstreamPublisher publisher, ServiceClock serviceClock, TimeProvider clock,
        IOptions<GatewayOptions> options, CancellationToken cancellationToken)
    {
        // By a wrong clock good events would be refused for good (R46).
        await serviceClock.ThrowIfKnownToDifferAsync(cancellationToken);
        var body = await JsonBody.ReadAsync(request, cancellationToken)
            ?? throw new InvalidInputException(JsonBody.WholeBody, "is required");
        var messages = CloudEventReader.Read(body, IsBatch(request), clock.GetUtcNow());
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Value.RequestTimeout);
        await publisher.PublishAsync(messages, timeout.Token);
        return TypedResults.Accepted((string?)null, new AcceptedResponse(messages.Count));
    }

    private static bool IsBatch(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var contentType)
        && string.Equals(contentType.MediaType, BatchContentType, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A CloudEvent 1.0 in the structured JSON format.</summary>
/// <param name="Specversion"><c>1.0</c>.</param>
/// <param name="Id">Identity of the event at its source, 1 to 64 characters; the same id is the same event.</param>
/// <param name="Source">Which system it comes from.</param>
/// <param name="Type">What happened; also the name of the exchange that takes the same event from the broker.</param>
/// <param name="Data">What the event says: the members that belong to its type.</param>
internal sealed record CloudEventBody(
    [property: RegularExpression(@"^1\.0$")] string Specversion,
    [property: Length(1, Limits.MaxIdLength)] string Id,
    [property: Length(1, CloudEventReader.MaxAttributeLength)] string Source,
    string Type,
    JsonElement Data);

/// <summary>How many events were taken.</summary>
internal sealed record AcceptedResponse(int Accepted);
