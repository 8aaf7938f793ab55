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
}
