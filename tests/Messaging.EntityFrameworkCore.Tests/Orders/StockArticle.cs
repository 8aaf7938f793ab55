using Messaging.EntityFrameworkCore.Databases;

namespace Messaging.EntityFrameworkCore.Tests.Orders;

/// <summary>A row without a concurrency token: only its lock serialises two decisions on it.</summary>
public sealed class StockArticle
{
    public required string Name { get; init; }

    public required int Left { get; set; }

    /// <summary>The order that took the article last.</summary>
    public Guid? LastOrder { get; set; }
}

internal static class ArticleLock
{
    public static async Task TakeAsync(OrdersDbContext db, IOnArticle message, CancellationToken cancellationToken) =>
        await db.FindAndLockAsync<StockArticle>(message.Article, cancellationToken);

    public static async Task<Guid?> FindLastOrderAsync(OrdersDbContext db, string article, CancellationToken cancellationToken) =>
        (await db.FindAndLockAsync<StockArticle>(article, cancellationToken))?.LastOrder;
}
