namespace Notifications.Reconciliation;

/// <summary>What the sweep over notices, and over what subscribers of webhooks are told, finds.</summary>
public static class NoticeFindings
{
    /// <summary>An event of the saga came again, and its notice was not there. It is sent now.</summary>
    public const string NoticeMissing = "notice-missing";

    /// <summary>An email waits, and nothing will begin its next attempt. It is begun.</summary>
    public const string EmailWithoutAttempt = "email-without-attempt";

    /// <summary>A delivery to a subscriber waits, and nothing will begin its next attempt. It is begun.</summary>
    public const string WebhookWithoutAttempt = "webhook-without-attempt";

    /// <summary>An in-app message without its row in the ledger of deliveries. Nothing repairs it.</summary>
    public const string MessageWithoutDelivery = "message-without-delivery";

    /// <summary>The ledger tells of an in-app message that is not there. Nothing repairs it.</summary>
    public const string DeliveryWithoutMessage = "delivery-without-message";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [NoticeMissing, EmailWithoutAttempt, WebhookWithoutAttempt, MessageWithoutDelivery, DeliveryWithoutMessage];
}
