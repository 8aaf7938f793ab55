namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Converts transport addresses to stored ones: the name of an exchange, without the broker's host.</summary>
internal static class OutboxAddress
{
    private const string Exchange = "exchange:";

    /// <summary>
    /// Keeps the name of the entity. Drops the host, which may change while a timer waits, and the options that would declare a
    /// queue, because only its consumer declares a queue.
    /// </summary>
    public static string ToStored(Uri address)
    {
        var options = address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(option => !option.StartsWith("bind=", StringComparison.OrdinalIgnoreCase)
                && !option.StartsWith("queue=", StringComparison.OrdinalIgnoreCase));
        var query = string.Join('&', options);

        return Exchange + EntityName(address) + (query.Length == 0 ? "" : "?" + query);
    }

    /// <summary>The entity name in a stored address.</summary>
    public static string EntityName(string stored) => EntityName(new Uri(stored));

    /// <summary>The last part of an address: the entity's name.</summary>
    public static string EntityName(Uri address)
    {
        var path = Uri.UnescapeDataString(address.AbsolutePath);
        return path[(path.LastIndexOf('/') + 1)..];
    }
}
