using MassTransit.Middleware;
using MassTransit.Saga;

namespace Messaging.EntityFrameworkCore.Sagas;

/// <summary>Loads and queries saga instances outside message handling, without tracking or locking them.</summary>
internal sealed class EntityFrameworkSagaReader<TDbContext, TSaga>(TDbContext db)
    : ILoadSagaRepositoryContextFactory<TSaga>, IQuerySagaRepositoryContextFactory<TSaga>
    where TDbContext : DbContext
    where TSaga : class, ISaga
{
    public Task<T> Execute<T>(Func<LoadSagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken)
        where T : class =>
        asyncMethod(new Context(db, cancellationToken));

    public Task<T> Execute<T>(Func<QuerySagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken)
        where T : class =>
        asyncMethod(new Context(db, cancellationToken));

    public void Probe(ProbeContext context) => context.Add("persistence", "entity-framework-core");

    private sealed class Context(TDbContext db, CancellationToken cancellationToken)
        : BasePipeContext(cancellationToken), LoadSagaRepositoryContext<TSaga>, QuerySagaRepositoryContext<TSaga>
    {
        public Task<TSaga> Load(Guid correlationId) =>
            db.Set<TSaga>().AsNoTracking().SingleOrDefaultAsync(saga => saga.CorrelationId == correlationId, CancellationToken)!;

        public async Task<SagaRepositoryQueryContext<TSaga>> Query(ISagaQuery<TSaga> query, CancellationToken cancellationToken)
        {
            var found = await db.Set<TSaga>().AsNoTracking().Where(query.FilterExpression)
                .Select(saga => saga.CorrelationId).ToListAsync(cancellationToken);

            return new DefaultSagaRepositoryQueryContext<TSaga>(this, found);
        }
    }
}
