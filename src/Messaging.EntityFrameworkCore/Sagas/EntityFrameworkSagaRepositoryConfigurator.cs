using MassTransit;
using MassTransit.Configuration;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.EntityFrameworkCore.Sagas;

internal sealed class EntityFrameworkSagaRepositoryConfigurator<TSaga> : IEntityFrameworkSagaRepositoryConfigurator<TSaga>
    where TSaga : class, ISaga
{
    private readonly SagaLocks<TSaga> _locks = new();
    private Action<ISagaRepositoryRegistrationConfigurator<TSaga>>? _register;

    public void ExistingDbContext<TDbContext>()
        where TDbContext : DbContext =>
        _register = configurator =>
        {
            configurator.RegisterLoadSagaRepository<TSaga, EntityFrameworkSagaReader<TDbContext, TSaga>>();
            configurator.RegisterQuerySagaRepository<TSaga, EntityFrameworkSagaReader<TDbContext, TSaga>>();
            configurator.RegisterSagaRepository<TSaga, DbContext, SagaConsumeContextFactory<DbContext, TSaga>,
                EntityFrameworkSagaRepositoryContextFactory<TDbContext, TSaga>>();
        };

    public void LockFirst<TDbContext, TMessage>(Func<TDbContext, TMessage, CancellationToken, Task> acquire)
        where TDbContext : DbContext
        where TMessage : class =>
        _locks.Add<TDbContext, TMessage>(async (db, message, cancellationToken) =>
        {
            await acquire(db, message, cancellationToken);
            return SagaTarget.ByCorrelation;
        });

    public void LockAndFind<TDbContext, TMessage>(Func<TDbContext, TMessage, CancellationToken, Task<Guid?>> find)
        where TDbContext : DbContext
        where TMessage : class =>
        _locks.Add<TDbContext, TMessage>(async (db, message, cancellationToken) =>
            new SagaTarget(IsFound: true, await find(db, message, cancellationToken)));

    public void Register(ISagaRepositoryRegistrationConfigurator<TSaga> configurator)
    {
        if (_register is null)
            throw new ConfigurationException($"The repository of {typeof(TSaga).Name} needs ExistingDbContext<TDbContext>().");

        configurator.TryAddSingleton(_locks);
        _register(configurator);
    }
}
