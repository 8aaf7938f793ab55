using Gateway.Http;
using Gateway.Moderation;
using Gateway.Signals;
using Gateway.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Gateway.Operations;

/// <summary>What operators look at.</summary>
internal static class OperationsEndpoints
{
    public static void MapOperations(this RouteGroupBuilder operators)
    {
        operators.MapGet("/overview", GetAsync)
            .WithTags("Operations")
            .WithName("GetOverview")
            .WithSummary("The product in figures")
            .WithDescription(
                "Requests and reports by status, open signals by kind, deliveries, outboxes, timers and queues. What can't be read shows "
                + "as null, and missing says why: an overview is wanted most when something is down.");
        operators.MapStories();
        operators.MapParkedRows();
        operators.MapFailedMessages();
        operators.MapDeliveries();
        operators.MapModeration();
        operators.MapSignals();
        operators.MapRollout();
        operators.MapWebhooks();
        operators.MapWebhookDeliveries();
    }

    private static async Task<Ok<OverviewResponse>> GetAsync(
        ServiceClient services,
        IQueueDepths queueDepths,
        IOptions<GatewayOptions> options,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var asOf = clock.Now();
        var parts = new Parts(cancellationToken);
        var feedback = parts.TryAsync(
            "feedback",
            services.QueryAsync<GetFeedbackOverview, FeedbackOverview>(new() { AsOf = asOf }, cancellationToken));
        var notifications = parts.TryAsync(
            "notifications",
            services.QueryAsync<GetNotificationsOverview, NotificationsOverview>(new() { AsOf = asOf }, cancellationToken));
        var queues = parts.TryAsync(
            "queues",
            queueDepths.ReadAsync(cancellationToken).WaitAsync(options.Value.RequestTimeout, cancellationToken));
        await Task.WhenAll(feedback, notifications, queues);
        return TypedResults.Ok(new OverviewResponse(asOf, await feedback, await notifications, await queues, parts.Missing));
    }
}

/// <summary>
/// The product in figures. <c>feedback</c> or <c>notifications</c> is null when that service did not answer, and
/// <c>queues</c> when the broker did not or where the transport can't tell. <c>missing</c> names each that failed, with the reason.
/// </summary>
internal sealed record OverviewResponse(
    DateTimeOffset AsOf,
    FeedbackOverview? Feedback,
    NotificationsOverview? Notifications,
    IReadOnlyList<QueueDepth>? Queues,
    IReadOnlyDictionary<string, string> Missing);
