namespace Messaging.EntityFrameworkCore.Sagas;

/// <summary>The delegates, by message type, that lock rows before an instance of <typeparamref name="TSaga"/> is looked up.</summary>
internal sealed class SagaLocks<TSaga>
    where TSaga : class, ISaga
{
    private readonly List<(Type MessageType, Func<DbContext, object, CancellationToken, Task<SagaTarget>> Acquire)> _locks = [];

    public void Add<TDbContext, TMessage>(Func<TDbContext, TMessage, CancellationToken, Task<SagaTarget>> acquire)
        where TDbContext : DbContext
        where TMessage : class =>
        _locks.Add((typeof(TMessage), (db, message, cancellationToken) =>
            acquire((TDbContext)db, (TMessage)message, cancellationToken)));

    /// <summary>Acquires all locks of the message. Returns the target that one of them has found, if any.</summary>
    public async Task<SagaTarget> AcquireAsync<TMessage>(DbContext db, TMessage message, CancellationToken cancellationToken)
        where TMessage : class
    {
        var target = SagaTarget.ByCorrelation;
        foreach (var (messageType, acquire) in _locks)
        {
            if (messageType.IsAssignableFrom(typeof(TMessage))
                && await acquire(db, message, cancellationToken) is { IsFound: true } found)
            {
                target = found;
            }
        }

        return target;
    }
}

/// <summary>The saga instance that a message is for.</summary>
/// <param name="IsFound">True if locked rows determine the instance, false if the event's correlation does.</param>
/// <param name="CorrelationId">The id that the locked rows give; null if there is no instance.</param>
internal readonly record struct SagaTarget(bool IsFound, Guid? CorrelationId)
{
    public static SagaTarget ByCorrelation => default;

    /// <summary>Other instances, which handle the message before that one.</summary>
    public IReadOnlyList<Guid> Earlier { get => field ?? []; init; }
}
