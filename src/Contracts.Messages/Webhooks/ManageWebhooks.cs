using MassTransit;

namespace Contracts.Messages;

/// <summary>Query of the subscribers of webhooks (R68), for operators. The response is <see cref="WebhookList"/>.</summary>
[EntityName("get-webhooks")]
public sealed record GetWebhooks
{
    /// <summary>The instant that "waiting" is judged at, in UTC.</summary>
    public required DateTimeOffset AsOf { get; init; }
}

/// <summary>All subscribers, the oldest first.</summary>
[EntityName("webhook-list")]
public sealed record WebhookList
{
    /// <summary>The subscribers.</summary>
    public required IReadOnlyList<WebhookView> Items { get; init; }
}

/// <summary>A subscriber, without its secrets.</summary>
public sealed record WebhookView
{
    /// <summary>The subscriber.</summary>
    public required Guid WebhookId { get; init; }

    /// <summary>What operators call it.</summary>
    public required string Name { get; init; }

    /// <summary>Where it receives.</summary>
    public required string Url { get; init; }

    /// <summary>What it is told: of <see cref="WebhookEvents"/>.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>One of <see cref="WebhookStates"/>.</summary>
    [OneOf(typeof(WebhookStates))]
    public required string State { get; init; }

    /// <summary>Whether it is disabled because it answered 410.</summary>
    public required bool IsGone { get; init; }

    /// <summary>Until when the secret before the present one is valid, too, in UTC; none where no other is.</summary>
    public DateTimeOffset? PreviousSecretUntil { get; init; }

    /// <summary>When it was added, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The operator who added it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When it last changed, in UTC.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The operator who changed it last.</summary>
    public required string ChangedBy { get; init; }

    /// <summary>
    /// How many deliveries to it have which of <see cref="WebhookStatuses"/>; none where it is told what an operator did.
    /// </summary>
    public required IReadOnlyDictionary<string, long> Deliveries { get; init; }

    /// <summary>Since when the oldest that is not delivered waits, in UTC; none where none does.</summary>
    public DateTimeOffset? WaitingSince { get; init; }
}

/// <summary>
/// Add a subscriber (R68). Sent by the gateway for an operator; the response is <see cref="WebhookChanged"/> with the secret, which is
/// told only once, <see cref="WebhookRefused"/> or <see cref="InvalidInput"/>.
/// </summary>
[EntityName("add-webhook")]
public sealed record AddWebhook
{
    /// <summary>What operators call it: one line of at most <see cref="Limits.MaxWebhookNameLength"/> characters.</summary>
    public required string Name { get; init; }

    /// <summary>Where it receives: an absolute URL with <c>https</c>, of at most <see cref="Limits.MaxUrlLength"/> characters.</summary>
    public required string Url { get; init; }

    /// <summary>What it is told, of <see cref="WebhookEvents"/>; empty for all of them.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>The operator.</summary>
    public required string CallerId { get; init; }
}

/// <summary>
/// Do something with a subscriber. Sent by the gateway for an operator; the response is <see cref="WebhookChanged"/>,
/// <see cref="WebhookRefused"/> or <see cref="WebhookNotFound"/>.
/// </summary>
[EntityName("change-webhook")]
public sealed record ChangeWebhook
{
    /// <summary>The subscriber.</summary>
    public required Guid WebhookId { get; init; }

    /// <summary>One of <see cref="WebhookActions"/>.</summary>
    [OneOf(typeof(WebhookActions))]
    public required string Action { get; init; }

    /// <summary>The operator.</summary>
    public required string CallerId { get; init; }
}

/// <summary>A subscriber as it stands after what an operator did.</summary>
[EntityName("webhook-changed")]
public sealed record WebhookChanged
{
    /// <summary>The subscriber; after its removal, as it was.</summary>
    public required WebhookView Webhook { get; init; }

    /// <summary>Its new secret, <c>whsec_…</c>, where it has one. Nobody is told it again.</summary>
    public string? Secret { get; init; }

    /// <summary>The delivery of a test.</summary>
    public Guid? DeliveryId { get; init; }

    /// <summary>False: it stood so already, and nothing was done.</summary>
    public required bool Changed { get; init; }
}

/// <summary>Nothing is done with a webhook.</summary>
[EntityName("webhook-refused")]
public sealed record WebhookRefused
{
    /// <summary>Why, with one of <see cref="WebhookRefusals"/> as its code.</summary>
    public required RefusalReason Reason { get; init; }
}

/// <summary>There is no such subscriber, or no such delivery to one.</summary>
[EntityName("webhook-not-found")]
public sealed record WebhookNotFound
{
    /// <summary>The id that was named.</summary>
    public required Guid Id { get; init; }
}
