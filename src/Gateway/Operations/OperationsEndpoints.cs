using Contracts.Messages;
using Gateway.Json;
using Gateway.Services;
using MassTransit;
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
            .WithDescription("Requests by status, deliveries, outboxes, timers and queues. A service that does not answer shows as null: an overview is wanted most when something is down.");

    private static async Task<Ok<OverviewResponse>> GetAsync(
        ServiceClient services, IQueueDepths queueDepths, TimeProvider clock, CancellationToken cancellationToken)
    {
        var asOf = clock.Now();
        var feedback = AskAsync<GetFeedbackOverview, FeedbackOverview>(services, new GetFeedbackOverview { AsOf = asOf }, cancellationToken);
        var notifications = AskAsync<GetNotificationsOverview, NotificationsOverview>(
            services, new GetNotificationsOverview { AsOf = asOf }, cancellationToken);
        var queues = queueDepths.ReadAsync(cancellationToken);
        await Task.WhenAll(feedback, notifications, queues);
        return TypedResults.Ok(new OverviewResponse(
            asOf,
            await feedback is { } feedbackOverview ? FeedbackFigures.From(feedbackOverview) : null,
            await notifications is { } notificationsOverview ? NotificationsFigures.From(notificationsOverview) : null,
            await queues));
    }

    private static async Task<TAnswer?> AskAsync<TQuestion, TAnswer>(ServiceClient services, TQuestion question, CancellationToken cancellationToken)
        where TQuestion : class
        where TAnswer : class
    {
        try
        {
            return await services.Ask(question, cancellationToken).AnswerAsync<TAnswer>();
        }
        catch (RequestException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
