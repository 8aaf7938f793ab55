namespace Notifications.Ledger;

/// <summary>What became of a notice on a channel, as it stands in the ledger and on the wire.</summary>
internal static class DeliveryStatuses
{
    /// <summary>Recorded, not yet handed over.</summary>
    public const string Pending = "pending";

    /// <summary>The recipient has no address; one that arrives later releases it.</summary>
    public const string WaitingForAddress = "waiting-for-address";

    /// <summary>An attempt failed, and a timer holds the next one.</summary>
    public const string Retrying = "retrying";

    /// <summary>Stored in the inbox, or taken by the mail server.</summary>
    public const string Delivered = "delivered";

    /// <summary>Refused for good, or given up after the last attempt.</summary>
    public const string Failed = "failed";
}
