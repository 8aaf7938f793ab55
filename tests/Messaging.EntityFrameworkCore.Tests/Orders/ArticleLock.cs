using Messaging.EntityFrameworkCore.Databases;

namespace Messaging.EntityFrameworkCore.Tests.Orders;

internal static class ArticleLock
{
    public static async Task TakeAsync(OrdersDbContext db, IOnArticle message, CancellationToken cancellationToken) =>
        await db.FindAndLockAsync<StockArticle>(message.Article, cancellationToken);

    public static async Task<Guid?> FindLastOrderAsync(OrdersDbContext db, RecallArticle recall, CancellationToken cancellationToken) =>
        (await db.FindAndLockAsync<StockArticle>(recall.Article, cancellationToken))?.LastOrder;
}
