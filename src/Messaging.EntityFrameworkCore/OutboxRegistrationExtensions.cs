using MassTransit;
using MassTransit.DependencyInjection;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.EntityFrameworkCore;

/// <summary>Registers the transactional outbox and its timers.</summary>
public static class OutboxRegistrationExtensions
{
    private const int ConflictRetries = 20;
    private const int OutageRetries = 600;

    /// <summary>
    /// Adds the outbox of <typeparamref name="TDbContext"/>, whose model has <see cref="OutboxModel.AddOutbox"/>, and the
    /// background services that empty it.
    /// </summary>
    public static void AddEntityFrameworkOutbox<TDbContext>(
        this IBusRegistrationConfigurator configurator, Action<OutboxOptions>? configure = null)
        where TDbContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(configurator);

        MessageIds.TellProcessesApart();
        configurator.AddOptions<OutboxOptions>(typeof(TDbContext).Name);
        if (configure is not null)
            configurator.Configure(typeof(TDbContext).Name, configure);

        configurator.TryAddSingleton(TimeProvider.System);
        configurator.TryAddSingleton<StalledDestinations>();
        configurator.TryAddSingleton<OutboxSender>();
        configurator.TryAddScoped<OutboxPipeline<TDbContext>>();
        configurator.TryAddSingleton<OutboxWakeUp<TDbContext>>();
        configurator.TryAddSingleton<InFlight<TDbContext>>();
        configurator.TryAddSingleton<OutboxDelivery<TDbContext>>();
        configurator.TryAddSingleton<IOutboxMonitor<TDbContext>, OutboxMonitor<TDbContext>>();
        configurator.TryAddSingleton(provider => new OutboxRows<TDbContext>(
            provider.GetRequiredService<IServiceScopeFactory>(), provider.GetRequiredService<TimeProvider>(), Options<TDbContext>(provider)));
        configurator.TryAddSingleton(provider => new GroupCommit<TDbContext>(provider.GetRequiredService<IServiceScopeFactory>()));
        configurator.TryAddSingleton(provider => new OutboxRuntime<TDbContext>(
            Options<TDbContext>(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<SentMessages<TDbContext>>(),
            provider.GetRequiredService<OutboxWakeUp<TDbContext>>(),
            provider.GetRequiredService<GroupCommit<TDbContext>>()));

        configurator.TryAddSingleton<SentMessages<TDbContext>>();
        configurator.AddHostedService(provider => provider.GetRequiredService<SentMessages<TDbContext>>());
        configurator.AddHostedService<OutboxDispatcher<TDbContext>>();

        AddTracker(configurator);
    }

    /// <summary>
    /// Runs every consumer of this endpoint in one transaction of the <typeparamref name="TDbContext"/> that it gets by
    /// injection: what it writes, publishes, sends, responds and schedules takes effect together, after it returned, or
    /// not at all. Set up retry first, so that each attempt gets a DbContext of its own.
    /// </summary>
    public static void UseEntityFrameworkOutbox<TDbContext>(
        this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
        where TDbContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(endpoint);

        endpoint.ConnectConsumerConfigurationObserver(new OutboxConfigurationObserver<TDbContext>(context));
    }

    /// <summary>
    /// Makes <see cref="IPublishEndpoint"/> and <see cref="ISendEndpointProvider"/> of a scope outside of any consumer, such
    /// as a web request, write to the outbox of the scope's <typeparamref name="TDbContext"/>: what is published leaves
    /// soon after <c>SaveChanges</c> committed it, and never without. Needs
    /// <see cref="AddEntityFrameworkOutbox{TDbContext}"/> too. Request clients still go straight to the transport.
    /// </summary>
    /// <exception cref="ConfigurationException">The bus already publishes through another DbContext.</exception>
    public static void UseEntityFrameworkBusOutbox<TDbContext>(this IBusRegistrationConfigurator configurator)
        where TDbContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(configurator);

        var existing = configurator.LastOrDefault(service => service.ServiceType == typeof(IScopedBusContextProvider<IBus>))?.ImplementationType;
        if (existing is { IsGenericType: true } && existing != typeof(OutboxScopedBusContextProvider<TDbContext>)
            && existing.GetGenericTypeDefinition() == typeof(OutboxScopedBusContextProvider<>))
        {
            throw new ConfigurationException(
                $"The bus already publishes through {existing.GetGenericArguments()[0].Name}; it can't use {typeof(TDbContext).Name} as well.");
        }

        configurator.Replace(ServiceDescriptor.Scoped<IScopedBusContextProvider<IBus>, OutboxScopedBusContextProvider<TDbContext>>());
    }

    /// <summary>
    /// Tries a message again when another transaction got in its way, at once and then a little later, and when the
    /// database is away, every few seconds for as long as an outage is repaired in. Other failures pass through.
    /// </summary>
    public static void UseConflictRetry(this IConsumePipeConfigurator endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);

        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(DatabaseFailures.IsUnavailable);
            retry.Incremental(OutageRetries, TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(50));
        });
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(DatabaseFailures.IsConflict);
            retry.Exponential(
                ConflictRetries, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(2));
        });
    }

    private static OutboxOptions Options<TDbContext>(IServiceProvider provider) =>
        provider.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<OutboxOptions>>().Get(typeof(TDbContext).Name);

    private static void AddTracker(IBusRegistrationConfigurator configurator)
    {
        if (configurator.Any(service => service.ServiceType == typeof(ConsumptionTracker)))
            return;

        configurator.AddSingleton<ConsumptionTracker>();
        configurator.AddReceiveObserver(provider => provider.GetRequiredService<ConsumptionTracker>());
        configurator.AddConfigureEndpointsCallback((context, queue, endpoint) =>
        {
            var observer = new ConsumerCatalogObserver(queue, context.GetRequiredService<ConsumptionTracker>());
            endpoint.ConnectConsumerConfigurationObserver(observer);
            endpoint.ConnectSagaConfigurationObserver(observer);
        });
    }
}
