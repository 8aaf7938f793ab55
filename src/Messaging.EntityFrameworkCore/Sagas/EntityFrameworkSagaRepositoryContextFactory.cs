using MassTransit.Saga;
using Messaging.EntityFrameworkCore.Outbox;

namespace Messaging.EntityFrameworkCore.Sagas;

/// <summary>
/// Handles one message of a saga in one transaction: acquires the configured locks, finds the instance, runs the state machine,
/// saves the instance with its outgoing messages and timers, and commits.
/// </summary>
internal sealed class EntityFrameworkSagaRepositoryContextFactory<TDbContext, TSaga>(
    OutboxPipeline<TDbContext> pipeline, ISagaConsumeContextFactory<DbContext, TSaga> contexts, SagaLocks<TSaga> locks)
    : ISagaRepositoryContextFactory<TSaga>
    where TDbContext : DbContext
    where TSaga : class, ISaga
{
    public Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class =>
        pipeline.RunAsync(context, async handled =>
        {
            var target = await locks.AcquireAsync(pipeline.Db, handled.Message, handled.CancellationToken);
            foreach (var earlier in target?.Earlier ?? [])
            {
                var first = new SagaTarget([], earlier);
                await next.Send(new EntityFrameworkSagaRepositoryContext<TSaga, T>(pipeline.Db, handled, contexts, first));
            }

            await next.Send(new EntityFrameworkSagaRepositoryContext<TSaga, T>(pipeline.Db, handled, contexts, target));
        }, consumer: TypeCache<TSaga>.ShortName);

    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<TSaga> query, IPipe<SagaRepositoryQueryContext<TSaga, T>> next)
        where T : class =>
        pipeline.RunAsync(context, async handled =>
        {
            await locks.AcquireAsync(pipeline.Db, handled.Message, handled.CancellationToken);
            var instances = await pipeline.Db.Set<TSaga>().Where(query.FilterExpression).ToListAsync(handled.CancellationToken);
            var repository = new EntityFrameworkSagaRepositoryContext<TSaga, T>(pipeline.Db, handled, contexts, target: null);
            await next.Send(new LoadedSagaRepositoryQueryContext<TSaga, T>(repository, instances));
        }, consumer: TypeCache<TSaga>.ShortName);

    public void Probe(ProbeContext context) => context.Add("persistence", "entity-framework-core");
}
