using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Query of what became of events for subscribers of webhooks, the newest first, for operators. The response is
/// <see cref="FoundWebhookDeliveries"/> or <see cref="InvalidInput"/> (a cursor that is none of ours).
/// </summary>
[EntityName("find-webhook-deliveries")]
public sealed record FindWebhookDeliveries
{
    /// <summary>Only those to this subscriber; none: all.</summary>
    public Guid? WebhookId { get; init; }

    /// <summary>Only those with this status, one of <see cref="WebhookStatuses"/>; none: all.</summary>
    public string? Status { get; init; }

    /// <summary>Deliveries per page, 1 to 100.</summary>
    public required int PageSize { get; init; }

    /// <summary>Where the previous page ended; none for the first.</summary>
    public string? Cursor { get; init; }
}

/// <summary>A page of them, without what they tell.</summary>
[EntityName("found-webhook-deliveries")]
public sealed record FoundWebhookDeliveries
{
    /// <summary>The deliveries.</summary>
    public required IReadOnlyList<WebhookDeliveryView> Items { get; init; }

    /// <summary>The cursor of the next page; none on the last.</summary>
    public string? Next { get; init; }
}

/// <summary>What became of one event for one subscriber.</summary>
public sealed record WebhookDeliveryView
{
    /// <summary>The delivery; each attempt at it has this <c>webhook-id</c>.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>The subscriber.</summary>
    public required Guid WebhookId { get; init; }

    /// <summary>One of <see cref="WebhookEvents"/>.</summary>
    [OneOf(typeof(WebhookEvents))]
    public required string Event { get; init; }

    /// <summary>The request, the feedback, or the operators' decision that it is about.</summary>
    public required Guid SourceId { get; init; }

    /// <summary>The contract; none for a test.</summary>
    public string? ContractId { get; init; }

    /// <summary>One of <see cref="WebhookStatuses"/>.</summary>
    [OneOf(typeof(WebhookStatuses))]
    public required string Status { get; init; }

    /// <summary>How often it was tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>When the event came, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its status last changed, or the last attempt began, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When the next attempt is due, in UTC; none if none follows.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>Why the last attempt failed, such as <c>http-503</c>, <c>timeout</c> or <c>address-refused</c>.</summary>
    public string? Reason { get; init; }
}

/// <summary>
/// Send again what subscribers did not accept, each with its <c>webhook-id</c> and all attempts before it (R70): one delivery, or the
/// oldest that were given up or cancelled. The response is <see cref="WebhookDeliveriesReplayed"/>, <see cref="WebhookRefused"/> or
/// <see cref="WebhookNotFound"/>.
/// </summary>
[EntityName("replay-webhook-deliveries")]
public sealed record ReplayWebhookDeliveries
{
    /// <summary>The delivery, whatever its status, unless an attempt is under way; none: those that were given up or cancelled.</summary>
    public Guid? DeliveryId { get; init; }

    /// <summary>Where no delivery is named: only those to this subscriber; none: to all that are enabled.</summary>
    public Guid? WebhookId { get; init; }

    /// <summary>How many are sent again at most, 1 to 100.</summary>
    public required int Limit { get; init; }

    /// <summary>The operator.</summary>
    public required string CallerId { get; init; }
}

/// <summary>What is sent again.</summary>
[EntityName("webhook-deliveries-replayed")]
public sealed record WebhookDeliveriesReplayed
{
    /// <summary>How many.</summary>
    public required int Replayed { get; init; }

    /// <summary>Whether there are more: the limit was reached.</summary>
    public required bool HasMore { get; init; }
}
