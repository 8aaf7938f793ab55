namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Converts transport addresses to stored ones. A stored address is that of an exchange on the broker of the bus, whatever its host is
/// when the message is sent: it may change while a timer waits. MassTransit as well sends to the broker of the bus, whatever host an
/// address names.
/// </summary>
internal static class OutboxAddress
{
    private const string Exchange = "exchange:";

    /// <summary>
    /// Keeps the escaped name and all options: among them <c>bind=true</c>, by which a message to a queue waits in it for a consumer
    /// that has not been started yet.
    /// </summary>
    public static string ToStored(Uri address) => Exchange + EscapedName(address) + address.Query;

    public static string EntityName(string stored) => EntityName(new Uri(stored));

    /// <summary>The last part of an address: the entity's name.</summary>
    public static string EntityName(Uri address) => Uri.UnescapeDataString(EscapedName(address));

    private static string EscapedName(Uri address) => address.AbsolutePath[(address.AbsolutePath.LastIndexOf('/') + 1)..];
}
