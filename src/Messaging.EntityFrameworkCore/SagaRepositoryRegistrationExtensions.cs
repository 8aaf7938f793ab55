using MassTransit;
using Messaging.EntityFrameworkCore.Sagas;

namespace Messaging.EntityFrameworkCore;

/// <summary>Registers the saga repository on EF Core, in the shape of the official package.</summary>
public static class SagaRepositoryRegistrationExtensions
{
    /// <summary>Keeps the instances of <typeparamref name="TSaga"/> in a DbContext.</summary>
    /// <exception cref="ConfigurationException">No DbContext was named.</exception>
    public static ISagaRegistrationConfigurator<TSaga> EntityFrameworkRepository<TSaga>(
        this ISagaRegistrationConfigurator<TSaga> configurator, Action<IEntityFrameworkSagaRepositoryConfigurator<TSaga>> configure)
        where TSaga : class, ISaga
    {
        ArgumentNullException.ThrowIfNull(configurator);
        ArgumentNullException.ThrowIfNull(configure);

        var repository = new EntityFrameworkSagaRepositoryConfigurator<TSaga>();
        configure(repository);
        configurator.Repository(repository.Register);

        return configurator;
    }
}
