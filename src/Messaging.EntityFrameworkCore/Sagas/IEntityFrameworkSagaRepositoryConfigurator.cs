using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Sagas;

/// <summary>Says where and how the instances of <typeparamref name="TSaga"/> are kept.</summary>
public interface IEntityFrameworkSagaRepositoryConfigurator<TSaga>
    where TSaga : class, ISaga
{
    /// <summary>
    /// Keeps them in this DbContext, which the container has and whose model maps the saga with an <c>int</c> concurrency
    /// token. The bus needs <see cref="OutboxRegistrationExtensions.AddEntityFrameworkOutbox{TDbContext}"/> of it too.
    /// </summary>
    void ExistingDbContext<TDbContext>()
        where TDbContext : DbContext;

    /// <summary>
    /// Runs before the instance of a <typeparamref name="TMessage"/>, or of a message that implements it, is looked up, in
    /// its transaction: the place to lock the row on which its decisions queue up.
    /// </summary>
    void LockFirst<TDbContext, TMessage>(Func<TDbContext, TMessage, CancellationToken, Task> acquire)
        where TDbContext : DbContext
        where TMessage : class;

    /// <summary>
    /// Locks like <see cref="LockFirst{TDbContext,TMessage}"/>, and returns the id of the instance that the message is for, as
    /// the locked rows have it; null if there is none, so that the message begins one or <c>OnMissingInstance</c> is next. It
    /// overrules the correlation of the event in the state machine, which is by id, for looking up. Spares the look-up of what
    /// is known to be new, and <c>CorrelateBy</c> with an expression, which MassTransit compiles anew for each message.
    /// </summary>
    void LockAndFind<TDbContext, TMessage>(Func<TDbContext, TMessage, CancellationToken, Task<Guid?>> find)
        where TDbContext : DbContext
        where TMessage : class;
}
