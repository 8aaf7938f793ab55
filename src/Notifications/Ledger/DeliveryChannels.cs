namespace Notifications.Ledger;

/// <summary>The channels, as they stand in the ledger and on the wire.</summary>
internal static class DeliveryChannels
{
    public const string Email = "email";

    public const string InApp = "in-app";
}
