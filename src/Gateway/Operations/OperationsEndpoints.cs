using Gateway.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Operations;

/// <summary>What operators look at.</summary>
internal static class OperationsEndpoints
{
    public static void MapOperations(this RouteGroupBuilder operators) =>
        operators.MapGet("/overview", GetAsync)
            .WithTags("Operations")
            .WithName("GetOverview")
            .WithSummary("The product in figures")
            .WithDescription(
                "Requests by status, deliveries, outboxes, timers and queues. A service that does not answer shows as null: "
                + "an overview is wanted most when something is down.");

    private static async Task<Ok<OverviewResponse>> GetAsync(
        ServiceClient services, IQueueDepths queueDepths, TimeProvider clock, CancellationToken cancellationToken)
    {
        var asOf = clock.Now();
        var feedback = services.TryQueryAsync<GetFeedbackOverview, FeedbackOverview>(new() { AsOf = asOf }, cancellationToken);
        var notifications = services.TryQueryAsync<GetNotificationsOverview, NotificationsOverview>(
            new() { AsOf = asOf }, cancellationToken);
        var queues = queueDepths.ReadAsync(cancellationToken);
        await Task.WhenAll(feedback, notifications, queues);
        return TypedResults.Ok(new OverviewResponse(asOf, await feedback, await notifications, await queues));
    }
}

/// <summary>
/// The product in figures. <c>feedback</c> or <c>notifications</c> is null when that service did not answer, and
/// <c>queues</c> where the transport can't tell.
/// </summary>
internal sealed record OverviewResponse(
    DateTimeOffset AsOf,
    FeedbackOverview? Feedback,
    NotificationsOverview? Notifications,
    IReadOnlyList<QueueDepth>? Queues);
