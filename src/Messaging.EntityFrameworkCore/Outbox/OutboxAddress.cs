namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Addresses as they are stored: by entity name, without the broker's host.</summary>
internal static class OutboxAddress
{
    private const string Exchange = "exchange:";

    /// <summary>
    /// Keeps what names the entity and drops the host, which may change while a timer waits, and what would declare a
    /// queue, which is the business of whoever consumes from it.
    /// </summary>
    public static string ToStored(Uri address)
    {
        var options = address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(option => !option.StartsWith("bind=", StringComparison.OrdinalIgnoreCase)
                && !option.StartsWith("queue=", StringComparison.OrdinalIgnoreCase));
        var query = string.Join('&', options);

        return Exchange + EntityName(address) + (query.Length == 0 ? "" : "?" + query);
    }

    /// <summary>The entity that a stored address names.</summary>
    public static string EntityName(string stored) => EntityName(new Uri(stored));

    private static string EntityName(Uri address)
    {
        var path = Uri.UnescapeDataString(address.AbsolutePath);
        return path[(path.LastIndexOf('/') + 1)..];
    }
}
