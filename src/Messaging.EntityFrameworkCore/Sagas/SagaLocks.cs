namespace Messaging.EntityFrameworkCore.Sagas;

/// <summary>The delegates, by message type, that lock rows before an instance of <typeparamref name="TSaga"/> is looked up.</summary>
internal sealed class SagaLocks<TSaga>
    where TSaga : class, ISaga
{
    private readonly List<(Type MessageType, Func<DbContext, object, CancellationToken, Task<SagaTarget?>> Acquire)> _locks = [];

    public void Add<TDbContext, TMessage>(Func<TDbContext, TMessage, CancellationToken, Task<SagaTarget?>> acquire)
        where TDbContext : DbContext
        where TMessage : class =>
        _locks.Add((typeof(TMessage), (db, message, cancellationToken) =>
            acquire((TDbContext)db, (TMessage)message, cancellationToken)));

    /// <summary>Acquires all locks of the message. Returns the target that one of them has found, if any.</summary>
    public async Task<SagaTarget?> AcquireAsync<TMessage>(DbContext db, TMessage message, CancellationToken cancellationToken)
        where TMessage : class
    {
        SagaTarget? target = null;
        foreach (var (_, acquire) in _locks.Where(item => item.MessageType.IsAssignableFrom(typeof(TMessage))))
            target = await acquire(db, message, cancellationToken) ?? target;

        return target;
    }
}

/// <summary>The saga instances that a message is for, if locked rows determine them and not the event's correlation.</summary>
/// <param name="Earlier">The instances that handle the message first.</param>
/// <param name="Last">The instance that handles it last; null for one that does not exist yet.</param>
internal sealed record SagaTarget(IReadOnlyList<Guid> Earlier, Guid? Last);
