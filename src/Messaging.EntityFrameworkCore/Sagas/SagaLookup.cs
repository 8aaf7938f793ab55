using System.Runtime.CompilerServices;
using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Messaging.EntityFrameworkCore.Sagas;

/// <summary>Finds an instance by its id, with a query that is compiled once per model: EF Core's own Find builds it for each call.</summary>
internal static class SagaLookup<TSaga>
    where TSaga : class, ISaga
{
    private static readonly ConditionalWeakTable<IModel, Func<DbContext, Guid, CancellationToken, Task<TSaga?>>> s_byModel = [];

    /// <summary>The tracked instance; none if there is no such row.</summary>
    public static async Task<TSaga?> FindAsync(DbContext db, Guid correlationId, CancellationToken cancellationToken) =>
        db.FindTracked<TSaga>(correlationId)
            ?? await s_byModel.GetValue(db.Model, static _ => Compile())(db, correlationId, cancellationToken);

    private static Func<DbContext, Guid, CancellationToken, Task<TSaga?>> Compile() => EF.CompileAsyncQuery(
        (DbContext db, Guid correlationId, CancellationToken cancellationToken) =>
            db.Set<TSaga>().AsTracking().SingleOrDefault(saga => saga.CorrelationId == correlationId));
}
