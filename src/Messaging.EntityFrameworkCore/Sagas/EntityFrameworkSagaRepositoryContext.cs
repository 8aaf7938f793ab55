using MassTransit.Context;
using MassTransit.Saga;
using Messaging.EntityFrameworkCore.Databases;

namespace Messaging.EntityFrameworkCore.Sagas;

/// <summary>
/// Tracks the saga instances of one message. It writes nothing: the message handling transaction saves once, when the state
/// machine has finished.
/// </summary>
internal sealed class EntityFrameworkSagaRepositoryContext<TSaga, TMessage>(
    DbContext db, ConsumeContext<TMessage> context, ISagaConsumeContextFactory<DbContext, TSaga> contexts, SagaTarget? target)
    : ConsumeContextScope<TMessage>(context), SagaRepositoryContext<TSaga, TMessage>
    where TSaga : class, ISaga
    where TMessage : class
{
    private readonly ConsumeContext<TMessage> _context = context;

    public Task<SagaConsumeContext<TSaga, TMessage>> Add(TSaga instance) =>
        contexts.CreateSagaConsumeContext(db, _context, instance, SagaConsumeContextMode.Add);

    public async Task<SagaConsumeContext<TSaga, TMessage>?> Insert(TSaga instance)
    {
        if (await SagaLookup<TSaga>.FindAsync(db, instance.CorrelationId, CancellationToken) is not null)
            return null;

        db.Add(instance);
        return await contexts.CreateSagaConsumeContext(db, _context, instance, SagaConsumeContextMode.Insert);
    }

    public async Task<SagaConsumeContext<TSaga, TMessage>?> Load(Guid correlationId)
    {
        if (target is { Last: null })
            return null;

        var instance = await SagaLookup<TSaga>.FindAsync(db, target?.Last ?? correlationId, CancellationToken);
        return instance is null
            ? null
            : await contexts.CreateSagaConsumeContext(db, _context, instance, SagaConsumeContextMode.Load);
    }

    public Task Save(SagaConsumeContext<TSaga> context)
    {
        db.Add(context.Saga);
        return Task.CompletedTask;
    }

    public Task Update(SagaConsumeContext<TSaga> context)
    {
        SagaTokens.Advance(db, context.Saga);
        return Task.CompletedTask;
    }

    public Task Delete(SagaConsumeContext<TSaga> context)
    {
        db.Remove(context.Saga);
        return Task.CompletedTask;
    }

    public Task Discard(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task Undo(SagaConsumeContext<TSaga> context)
    {
        db.Entry(context.Saga).State = EntityState.Unchanged;
        return Task.CompletedTask;
    }

    public Task<SagaConsumeContext<TSaga, T>> CreateSagaConsumeContext<T>(
        ConsumeContext<T> consumeContext, TSaga instance, SagaConsumeContextMode mode)
        where T : class =>
        contexts.CreateSagaConsumeContext(db, consumeContext, instance, mode);
}

/// <summary>Finds a saga instance by its id with a compiled query. <c>DbContext.Find</c> builds its query at each call.</summary>
internal static class SagaLookup<TSaga>
    where TSaga : class, ISaga
{
    private static readonly QueryPerModel<Func<DbContext, Guid, CancellationToken, Task<TSaga?>>> _byId = new(() => EF.CompileAsyncQuery(
        (DbContext db, Guid correlationId, CancellationToken cancellationToken) =>
            db.Set<TSaga>().AsTracking().SingleOrDefault(saga => saga.CorrelationId == correlationId)));

    /// <summary>The tracked instance, or null if there is no such row.</summary>
    public static async Task<TSaga?> FindAsync(DbContext db, Guid correlationId, CancellationToken cancellationToken) =>
        db.FindTracked<TSaga>(correlationId) ?? await _byId.For(db)(db, correlationId, cancellationToken);
}
