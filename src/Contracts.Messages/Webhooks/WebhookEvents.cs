namespace Contracts.Messages;

/// <summary>The events that subscribers of webhooks are told (R68), as they stand on the wire: words of Standard Webhooks.</summary>
public static class WebhookEvents
{
    /// <summary>A freelancer requested feedback.</summary>
    public const string Requested = "feedback.requested";

    /// <summary>A client provided mid-contract feedback.</summary>
    public const string Provided = "feedback.provided";

    /// <summary>A request was not answered in time.</summary>
    public const string RequestExpired = "feedback.request_expired";

    /// <summary>The contract ended while the request waited.</summary>
    public const string RequestClosed = "feedback.request_closed";

    /// <summary>The client would rather answer later.</summary>
    public const string RequestDeclined = "feedback.request_declined";

    /// <summary>Operators held feedback, took it down, or made it visible again.</summary>
    public const string VisibilityChanged = "feedback.visibility_changed";

    /// <summary>An operator tries whether the subscriber receives. Every subscriber gets it; it is never chosen.</summary>
    public const string Test = "webhook.test";

    /// <summary>Those that a subscriber chooses among.</summary>
    public static IReadOnlyList<string> Chosen { get; } =
        [Requested, Provided, RequestExpired, RequestClosed, RequestDeclined, VisibilityChanged];
}

/// <summary>What becomes of one event for one subscriber, as it stands on the wire.</summary>
public static class WebhookStatuses
{
    /// <summary>Its first attempt is due.</summary>
    public const string Pending = "pending";

    /// <summary>An attempt failed, and another follows.</summary>
    public const string Retrying = "retrying";

    /// <summary>The subscriber accepted it.</summary>
    public const string Delivered = "delivered";

    /// <summary>It is given up: a dead letter, until operators replay it.</summary>
    public const string Failed = "failed";

    /// <summary>
    /// The subscriber was disabled or removed before it accepted it. Operators may replay it once the subscriber is enabled.
    /// </summary>
    public const string Cancelled = "cancelled";
}

/// <summary>Whether a subscriber gets anything, as it stands on the wire.</summary>
public static class WebhookStates
{
    /// <summary>It gets what it chose.</summary>
    public const string Enabled = "enabled";

    /// <summary>It gets nothing: an operator disabled it, or it answered 410.</summary>
    public const string Disabled = "disabled";
}

/// <summary>What operators do with a subscriber, as it stands on the wire.</summary>
public static class WebhookActions
{
    /// <summary>It gets what happens from now on.</summary>
    public const string Enable = "enable";

    /// <summary>It gets nothing more.</summary>
    public const string Disable = "disable";

    /// <summary>It has a new secret; the one before stays valid for <c>Webhooks:SecretOverlap</c>.</summary>
    public const string Rotate = "rotate";

    /// <summary>It is forgotten, with its secrets.</summary>
    public const string Remove = "remove";

    /// <summary>It gets <see cref="WebhookEvents.Test"/>.</summary>
    public const string Test = "test";
}

/// <summary>Why something is not done with a webhook, as it stands on the wire.</summary>
public static class WebhookRefusals
{
    /// <summary>There is no <c>Webhooks:EncryptionKeys</c> to keep a secret with.</summary>
    public const string KeyMissing = "webhook-key-missing";

    /// <summary>There are as many subscribers as there may be.</summary>
    public const string TooMany = "webhook-limit";

    /// <summary>The subscriber is disabled or removed: enable it first.</summary>
    public const string Disabled = "webhook-disabled";

    /// <summary>An attempt is under way.</summary>
    public const string UnderWay = "webhook-under-way";
}
