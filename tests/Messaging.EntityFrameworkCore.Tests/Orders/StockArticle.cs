namespace Messaging.EntityFrameworkCore.Tests.Orders;

/// <summary>A row without a concurrency token: only its lock keeps two decisions on it apart.</summary>
public sealed class StockArticle
{
    public required string Name { get; init; }

    public required int Left { get; set; }

    /// <summary>The order that took the last one of it.</summary>
    public Guid? LastOrder { get; set; }
}
