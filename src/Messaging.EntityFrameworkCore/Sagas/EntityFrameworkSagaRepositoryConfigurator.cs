using MassTransit.Configuration;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.EntityFrameworkCore.Sagas;

/// <summary>Configures the repository of <typeparamref name="TSaga"/>.</summary>
public sealed class EntityFrameworkSagaRepositoryConfigurator<TSaga>
    where TSaga : class, ISaga
{
    private readonly SagaLocks<TSaga> _locks = new();
    private Action<ISagaRepositoryRegistrationConfigurator<TSaga>>? _register;

    /// <summary>
    /// Stores the instances in <typeparamref name="TDbContext"/>. The DbContext is registered in the container, and the bus has its
    /// outbox (<see cref="MessagingRegistration.AddEntityFrameworkOutbox{TDbContext}"/>). The model maps the saga with a concurrency
    /// token: an integer, which the repository increments, a <see cref="Guid"/>, which it replaces, or a row version of PostgreSQL
    /// or SQL Server. Any other token, or none, keeps the host from starting.
    /// </summary>
    public void ExistingDbContext<TDbContext>()
        where TDbContext : DbContext =>
        _register = configurator =>
        {
            configurator.RegisterLoadSagaRepository<TSaga, EntityFrameworkSagaReader<TDbContext, TSaga>>();
            configurator.RegisterQuerySagaRepository<TSaga, EntityFrameworkSagaReader<TDbContext, TSaga>>();
            configurator.RegisterSagaRepository<TSaga, DbContext, SagaConsumeContextFactory<DbContext, TSaga>,
                EntityFrameworkSagaRepositoryContextFactory<TDbContext, TSaga>>();
            configurator.AddHostedService<SagaTokenCheck<TDbContext, TSaga>>();
        };

    /// <summary>
    /// Calls <paramref name="acquire"/> before the instance of a <typeparamref name="TMessage"/>, or of a message that implements
    /// it, is looked up, in the same transaction. The delegate locks the row that the message's decision depends on.
    /// </summary>
    public void LockFirst<TDbContext, TMessage>(Func<TDbContext, TMessage, CancellationToken, Task> acquire)
        where TDbContext : DbContext
        where TMessage : class =>
        _locks.Add<TDbContext, TMessage>(async (db, message, cancellationToken) =>
        {
            await acquire(db, message, cancellationToken);
            return null;
        });

    /// <summary>
    /// Calls <paramref name="find"/> like <see cref="LockFirst{TDbContext,TMessage}"/>. The delegate locks rows and returns the id
    /// of the instance that the message is for, or null if there is none. Null makes the message create an instance, or run
    /// <c>OnMissingInstance</c>. The returned id replaces the one by which the state machine correlates the event. This saves the
    /// query for an instance that is known not to exist, and replaces <c>CorrelateBy</c> with an expression, which MassTransit 8
    /// compiles for each message.
    /// </summary>
    public void LockAndFind<TDbContext, TMessage>(Func<TDbContext, TMessage, CancellationToken, Task<Guid?>> find)
        where TDbContext : DbContext
        where TMessage : class =>
        LockAndFindAll<TDbContext, TMessage>(async (db, message, cancellationToken) => ([], await find(db, message, cancellationToken)));

    /// <summary>
    /// Locks and finds like <see cref="LockAndFind{TDbContext,TMessage}"/>, for a message that several instances handle: each of
    /// <c>Earlier</c> in turn, then <c>Last</c>, which is null for one that does not exist yet. All of them handle it in the same
    /// transaction.
    /// </summary>
    public void LockAndFindAll<TDbContext, TMessage>(
        Func<TDbContext, TMessage, CancellationToken, Task<(IReadOnlyList<Guid> Earlier, Guid? Last)>> find)
        where TDbContext : DbContext
        where TMessage : class =>
        _locks.Add<TDbContext, TMessage>(async (db, message, cancellationToken) =>
        {
            var (earlier, last) = await find(db, message, cancellationToken);
            return new SagaTarget(earlier, last);
        });

    internal void Register(ISagaRepositoryRegistrationConfigurator<TSaga> configurator)
    {
        if (_register is null)
            throw new ConfigurationException($"The repository of {typeof(TSaga).Name} needs ExistingDbContext<TDbContext>().");

        configurator.TryAddSingleton(_locks);
        _register(configurator);
    }
}
