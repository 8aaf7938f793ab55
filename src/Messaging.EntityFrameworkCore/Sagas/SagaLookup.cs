using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Sagas;

/// <summary>Finds an instance by its id, with a query that is compiled once: EF Core's own Find builds it for each call.</summary>
internal static class SagaLookup<TSaga>
    where TSaga : class, ISaga
{
    private static readonly QueryPerModel<Func<DbContext, Guid, CancellationToken, Task<TSaga?>>> s_byId = new(() => EF.CompileAsyncQuery(
        (DbContext db, Guid correlationId, CancellationToken cancellationToken) =>
            db.Set<TSaga>().AsTracking().SingleOrDefault(saga => saga.CorrelationId == correlationId)));

    /// <summary>The tracked instance; none if there is no such row.</summary>
    public static async Task<TSaga?> FindAsync(DbContext db, Guid correlationId, CancellationToken cancellationToken) =>
        db.FindTracked<TSaga>(correlationId) ?? await s_byId.For(db)(db, correlationId, cancellationToken);
}
