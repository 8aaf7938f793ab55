using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using Gateway.Http;
using Gateway.Http.Input;
using Gateway.Http.Problems;
using Gateway.Http.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Webhooks;

/// <summary>Other systems that are told of events at a URL (R68, R69).</summary>
internal static class WebhooksEndpoints
{
    public static void MapWebhooks(this RouteGroupBuilder operators)
    {
        var webhooks = operators.MapGroup("/webhooks").WithTags("Operations");
        webhooks.MapGet("", GetAsync)
            .WithName("GetWebhooks")
            .WithSummary("Subscribers of webhooks")
            .WithDescription("The oldest first, with how many deliveries to each stand how. Without their secrets.");
        webhooks.MapPost("", AddAsync)
            .Accepts<AddWebhookBody>("application/json")
            .Produces<RefusedProblem>(StatusCodes.Status409Conflict, "application/problem+json")
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .WithName("AddWebhook")
            .WithSummary("Add a subscriber")
            .WithDescription(
                "It is told what happens from now on, in messages that are signed by [Standard Webhooks](https://www.standardwebhooks.com). "
                + "The secret is in this response alone.");

        var webhook = webhooks.MapGroup("/{webhookId}");
        webhook.MapChange("enable", WebhookActions.Enable, "EnableWebhook", "Enable a subscriber",
            "It is told what happens from now on. What it missed is not sent, but for what was cancelled and is replayed.");
        webhook.MapChange("disable", WebhookActions.Disable, "DisableWebhook", "Disable a subscriber",
            "It is told nothing more. What waits is cancelled when it falls due.");
        webhook.MapChange("rotate", WebhookActions.Rotate, "RotateWebhookSecret", "Give a subscriber a new secret",
            "The secret is in this response alone. The one before stays valid for `Webhooks:SecretOverlap`: both sign meanwhile.");
        webhook.MapChange("test", WebhookActions.Test, "TestWebhook", "Send a subscriber a test",
            "It is sent `webhook.test`, and `deliveryId` names the delivery.");
        webhook.MapDelete("", (string webhookId, ClaimsPrincipal caller, ServiceClient services, CancellationToken cancellationToken) =>
                ChangeAsync(WebhookActions.Remove, webhookId, caller, services, cancellationToken))
            .Describe("RemoveWebhook", "Remove a subscriber",
                "It is forgotten, with its secrets. What waits is cancelled when it falls due.");
    }

    private static void MapChange(
        this RouteGroupBuilder webhook, string segment, string action, string name, string summary, string description) =>
        webhook.MapPost(
                $"/{segment}",
                (string webhookId, ClaimsPrincipal caller, ServiceClient services, CancellationToken cancellationToken) =>
                    ChangeAsync(action, webhookId, caller, services, cancellationToken))
            .Describe(name, summary, description);

    private static void Describe(this RouteHandlerBuilder route, string name, string summary, string description) =>
        route.ProducesProblem(StatusCodes.Status404NotFound)
            .Produces<RefusedProblem>(StatusCodes.Status409Conflict, "application/problem+json")
            .WithName(name)
            .WithSummary(summary)
            .WithDescription(description);

    private static async Task<Ok<WebhooksResponse>> GetAsync(
        ServiceClient services, TimeProvider clock, CancellationToken cancellationToken)
    {
        var list = await services.QueryAsync<GetWebhooks, WebhookList>(new() { AsOf = clock.Now() }, cancellationToken);
        return TypedResults.Ok(new WebhooksResponse(list.Items));
    }

    private static async Task<Results<Ok<ChangedWebhookResponse>, ValidationProblem, ProblemHttpResult>> AddAsync(
        HttpRequest request, ClaimsPrincipal caller, ServiceClient services, CancellationToken cancellationToken)
    {
        var body = AddWebhookBody.Read(await JsonBody.ReadAsync(request, cancellationToken));
        var command = new AddWebhook { Name = body.Name, Url = body.Url, Events = body.Events ?? [], CallerId = caller.CallerId() };
        var response = await services.SendAsync<AddWebhook, WebhookChanged, WebhookRefused, InvalidInput>(command, cancellationToken);
        return response switch
        {
            WebhookChanged added => TypedResults.Ok(ChangedWebhookResponse.From(added)),
            WebhookRefused refused => TypedResults.Problem(KnownProblems.Refused([refused.Reason])),
            InvalidInput invalid => TypedResults.ValidationProblem(invalid.Errors),
            _ => throw ServiceClient.Unexpected(response),
        };
    }

    private static async Task<Results<Ok<ChangedWebhookResponse>, ProblemHttpResult>> ChangeAsync(
        string action, string webhookId, ClaimsPrincipal caller, ServiceClient services, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(webhookId, out var id))
            return TypedResults.Problem(KnownProblems.NoWebhook());

        var command = new ChangeWebhook { WebhookId = id, Action = action, CallerId = caller.CallerId() };
        var response = await services.SendAsync<ChangeWebhook, WebhookChanged, WebhookRefused, WebhookNotFound>(command, cancellationToken);
        return response switch
        {
            WebhookChanged changed => TypedResults.Ok(ChangedWebhookResponse.From(changed)),
            WebhookRefused refused => TypedResults.Problem(KnownProblems.Refused([refused.Reason])),
            WebhookNotFound => TypedResults.Problem(KnownProblems.NoWebhook()),
            _ => throw ServiceClient.Unexpected(response),
        };
    }
}

/// <summary>A subscriber that is to be added.</summary>
/// <param name="Name">What operators call it.</param>
/// <param name="Url">Where it receives, with <c>https</c>.</param>
/// <param name="Events">The events that it is told; left out: all.</param>
internal sealed record AddWebhookBody(
    [property: MaxLength(Limits.MaxWebhookNameLength)] string Name,
    [property: MaxLength(Limits.MaxUrlLength)] string Url,
    IReadOnlyList<string>? Events = null)
{
    public static AddWebhookBody Read(JsonElement? body)
    {
        if (body is null)
            throw new InvalidInputException(JsonBody.WholeBody, "is required");

        var errors = new InputErrors();
        var reader = new JsonObjectReader(body.Value, path: "", errors);
        var read = new AddWebhookBody(
            reader.Line("name", Limits.MaxWebhookNameLength), reader.Line("url", Limits.MaxUrlLength), reader.OptionalTexts("events"));
        reader.RefuseOthers();
        errors.ThrowIfAny();
        return read;
    }
}

/// <summary>All subscribers.</summary>
/// <param name="Items">The subscribers, the oldest first.</param>
internal sealed record WebhooksResponse(IReadOnlyList<WebhookView> Items);

/// <summary>A subscriber as it stands after what was done.</summary>
/// <param name="Webhook">The subscriber; after its removal, as it was.</param>
/// <param name="Secret">Its new secret, where it has one. Nobody is told it again.</param>
/// <param name="DeliveryId">The delivery of a test; otherwise null.</param>
/// <param name="Changed">False: it stood so already, and nothing was done.</param>
internal sealed record ChangedWebhookResponse(WebhookView Webhook, string? Secret, Guid? DeliveryId, bool Changed)
{
    public static ChangedWebhookResponse From(WebhookChanged changed) =>
        new(changed.Webhook, changed.Secret, changed.DeliveryId, changed.Changed);
}
