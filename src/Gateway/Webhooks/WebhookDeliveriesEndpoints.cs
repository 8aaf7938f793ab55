using System.ComponentModel;
using System.Security.Claims;
using Gateway.Http;
using Gateway.Http.Input;
using Gateway.Http.Problems;
using Gateway.Http.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Webhooks;

/// <summary>What became of events for subscribers of webhooks, and what is to be sent again (R70).</summary>
internal static class WebhookDeliveriesEndpoints
{
    public static void MapWebhookDeliveries(this RouteGroupBuilder operators)
    {
        var deliveries = operators.MapGroup("/webhook-deliveries").WithTags("Operations");
        deliveries.MapGet("", GetAsync)
            .WithName("GetWebhookDeliveries")
            .WithSummary("Deliveries to subscribers of webhooks")
            .WithDescription("What became of events, the newest first, without what they tell. Dead letters are those that are `failed`.");
        deliveries.MapPost("/replay", ReplayAllAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Produces<RefusedProblem>(StatusCodes.Status409Conflict, "application/problem+json")
            .WithName("ReplayWebhookDeliveries")
            .WithSummary("Send again what was given up or cancelled")
            .WithDescription("The oldest first, at most 100 at a time, each with its `webhook-id` and all attempts before it.");
        deliveries.MapPost("/{deliveryId}/replay", ReplayOneAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Produces<RefusedProblem>(StatusCodes.Status409Conflict, "application/problem+json")
            .WithName("ReplayWebhookDelivery")
            .WithSummary("Send a delivery again")
            .WithDescription("Whatever became of it, unless an attempt is under way: with its `webhook-id`, and all attempts before it.");
    }

    private static async Task<Results<Ok<WebhookDeliveriesResponse>, ValidationProblem>> GetAsync(
        [AsParameters] PageQuery page,
        [Description("Only those with this status; left out: all.")] string? status,
        [Description("Only those to this subscriber; left out: all.")] string? webhookId,
        ServiceClient services,
        CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var chosen = string.IsNullOrEmpty(status) ? null : status;
        if (chosen is not null && !OneOfAttribute.ValuesOf(typeof(WebhookStatuses)).Contains(chosen, StringComparer.Ordinal))
            errors.Add("status", $"must be one of {string.Join(", ", OneOfAttribute.ValuesOf(typeof(WebhookStatuses)))}");

        var webhook = IdOf(webhookId, errors);
        var (size, cursor) = page.Read(errors);
        var query = new FindWebhookDeliveries { WebhookId = webhook, Status = chosen, PageSize = size, Cursor = cursor };
        var response = await services.QueryAsync<FindWebhookDeliveries, FoundWebhookDeliveries, InvalidInput>(query, cancellationToken);
        return response switch
        {
            FoundWebhookDeliveries found => TypedResults.Ok(new WebhookDeliveriesResponse(found.Items, found.Next)),
            InvalidInput invalid => TypedResults.ValidationProblem(invalid.Errors),
            _ => throw ServiceClient.Unexpected(response),
        };
    }

    private static Task<Results<Ok<ReplayedWebhookDeliveriesResponse>, ProblemHttpResult>> ReplayAllAsync(
        [Description("Only those to this subscriber; left out: to all that are enabled.")] string? webhookId,
        ClaimsPrincipal caller,
        ServiceClient services,
        CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var webhook = IdOf(webhookId, errors);
        errors.ThrowIfAny();
        return ReplayAsync(
            new() { WebhookId = webhook, Limit = Limits.MaxPageSize, CallerId = caller.CallerId() }, services, cancellationToken);
    }

    private static async Task<Results<Ok<ReplayedWebhookDeliveriesResponse>, ProblemHttpResult>> ReplayOneAsync(
        string deliveryId, ClaimsPrincipal caller, ServiceClient services, CancellationToken cancellationToken) =>
        Guid.TryParse(deliveryId, out var id)
            ? await ReplayAsync(new() { DeliveryId = id, Limit = 1, CallerId = caller.CallerId() }, services, cancellationToken)
            : TypedResults.Problem(KnownProblems.NoDelivery());

    private static async Task<Results<Ok<ReplayedWebhookDeliveriesResponse>, ProblemHttpResult>> ReplayAsync(
        ReplayWebhookDeliveries replay, ServiceClient services, CancellationToken cancellationToken)
    {
        var response = await services.SendAsync<ReplayWebhookDeliveries, WebhookDeliveriesReplayed, WebhookRefused, WebhookNotFound>(
            replay, cancellationToken);
        return response switch
        {
            WebhookDeliveriesReplayed done => TypedResults.Ok(new ReplayedWebhookDeliveriesResponse(done.Replayed, done.HasMore)),
            WebhookRefused refused => TypedResults.Problem(KnownProblems.Refused([refused.Reason])),
            WebhookNotFound => TypedResults.Problem(replay.DeliveryId is null ? KnownProblems.NoWebhook() : KnownProblems.NoDelivery()),
            _ => throw ServiceClient.Unexpected(response),
        };
    }

    private static Guid? IdOf(string? webhookId, InputErrors errors)
    {
        if (string.IsNullOrEmpty(webhookId))
            return null;
        if (Guid.TryParse(webhookId, out var id))
            return id;

        errors.Add("webhookId", "must be the id of a subscriber");
        return null;
    }
}

/// <summary>A page of deliveries to subscribers.</summary>
/// <param name="Items">The deliveries, the newest first.</param>
/// <param name="Next">The cursor of the next page; null on the last.</param>
internal sealed record WebhookDeliveriesResponse(IReadOnlyList<WebhookDeliveryView> Items, string? Next);

/// <summary>What is sent again.</summary>
/// <param name="Replayed">The number of deliveries.</param>
/// <param name="HasMore">Whether there are more: call again.</param>
internal sealed record ReplayedWebhookDeliveriesResponse(int Replayed, bool HasMore);
