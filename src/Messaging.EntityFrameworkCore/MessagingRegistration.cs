using MassTransit.DependencyInjection;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;
using Messaging.EntityFrameworkCore.Inbox;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Sagas;
using Messaging.EntityFrameworkCore.Scheduling;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore;

/// <summary>Registers the saga repository, the transactional outbox with its timers, and group commit.</summary>
public static class MessagingRegistration
{
    private const int ConflictRetries = 20;
    private const int TimeoutRetries = 5;
    private const int OutageRetries = 600;

    private static readonly GroupCommitInterceptor _groupCommit = new();

    /// <summary>
    /// Stores the instances of <typeparamref name="TSaga"/> in a DbContext. The method has the shape of the one in
    /// MassTransit.EntityFrameworkCore.
    /// </summary>
    /// <exception cref="ConfigurationException">The configuration names no DbContext.</exception>
    public static ISagaRegistrationConfigurator<TSaga> EntityFrameworkRepository<TSaga>(
        this ISagaRegistrationConfigurator<TSaga> configurator, Action<EntityFrameworkSagaRepositoryConfigurator<TSaga>> configure)
        where TSaga : class, ISaga
    {
        var repository = new EntityFrameworkSagaRepositoryConfigurator<TSaga>();
        configure(repository);
        configurator.Repository(repository.Register);

        return configurator;
    }

    /// <summary>
    /// Adds the outbox of <typeparamref name="TDbContext"/> and the background services that empty it. The model of the
    /// DbContext must call <see cref="OutboxModel.AddOutbox"/>.
    /// </summary>
    public static void AddEntityFrameworkOutbox<TDbContext>(
        this IBusRegistrationConfigurator configurator, Action<OutboxOptions>? configure = null)
        where TDbContext : DbContext
    {
        MessageIds.UseRandomWorkerId();
        configurator.AddOptions<OutboxOptions>(typeof(TDbContext).Name).ValidateOnStart();
        configurator.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OutboxOptions>, OutboxOptionsValidation>());
        if (configure is not null)
            configurator.Configure(typeof(TDbContext).Name, configure);

        configurator.TryAddSingleton(TimeProvider.System);
        configurator.TryAddSingleton<StallDetector>();
        configurator.TryAddSingleton<OutboxSender>();
        configurator.TryAddScoped<OutboxPipeline<TDbContext>>();
        configurator.TryAddSingleton<OutboxSignal<TDbContext>>();
        configurator.TryAddSingleton<InFlightMessages<TDbContext>>();
        configurator.TryAddSingleton<OutboxDelivery<TDbContext>>();
        configurator.TryAddSingleton<LaneSender<TDbContext>>();
        configurator.TryAddSingleton<OutboxLanes<TDbContext>>();
        configurator.TryAddSingleton<OutboxMonitor<TDbContext>>();
        configurator.TryAddSingleton<IParkedMessages<TDbContext>, ParkedMessages<TDbContext>>();
        configurator.TryAddSingleton<DatabaseClock<TDbContext>>();
        configurator.TryAddSingleton<WriteProbe<TDbContext>>();
        configurator.TryAddSingleton<OutboxRows<TDbContext>>();
        configurator.TryAddSingleton<GroupCommit>();
        configurator.TryAddSingleton<OutboxDatabase<TDbContext>>();
        configurator.TryAddSingleton<ConsumerTransactions<TDbContext>>();
        configurator.TryAddSingleton<SentRowCleanup<TDbContext>>();
        configurator.AddHostedService(provider => provider.GetRequiredService<SentRowCleanup<TDbContext>>());
        configurator.AddHostedService<OutboxDispatcher<TDbContext>>();
        configurator.AddHostedService<InboxCleanup<TDbContext>>();
        configurator.AddHostedService<OutboxGauges<TDbContext>>();

        AddTracker(configurator);
    }

    /// <summary>
    /// Runs each consumer of this endpoint in one transaction of the <typeparamref name="TDbContext"/> that is injected into
    /// the consumer. What the consumer writes, publishes, sends, responds and schedules is committed together after the
    /// consumer has returned, or not at all. Configure retry before this call, so that each attempt gets its own DbContext.
    /// </summary>
    public static void UseEntityFrameworkOutbox<TDbContext>(
        this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
        where TDbContext : DbContext =>
        endpoint.ConnectConsumerConfigurationObserver(new OutboxConfigurationObserver<TDbContext>(context));

    /// <summary>
    /// Makes <see cref="IPublishEndpoint"/> and <see cref="ISendEndpointProvider"/> write to the outbox of the scope's
    /// <typeparamref name="TDbContext"/> in scopes that belong to no consumer, such as a web request. A published message is
    /// sent after <c>SaveChanges</c> has committed it, and is never sent without that. Requires
    /// <see cref="AddEntityFrameworkOutbox{TDbContext}"/>. Request clients still send to the transport directly.
    /// </summary>
    /// <exception cref="ConfigurationException">The bus already publishes through another DbContext.</exception>
    public static void UseEntityFrameworkBusOutbox<TDbContext>(this IBusRegistrationConfigurator configurator)
        where TDbContext : DbContext
    {
        var existing = configurator
            .LastOrDefault(service => service.ServiceType == typeof(IScopedBusContextProvider<IBus>))?.ImplementationType;
        if (existing is { IsGenericType: true } && existing != typeof(OutboxScopedBusContext<TDbContext>)
            && existing.GetGenericTypeDefinition() == typeof(OutboxScopedBusContext<>))
        {
            throw new ConfigurationException(
                $"The bus already publishes through {existing.GetGenericArguments()[0].Name}; "
                + $"it can't use {typeof(TDbContext).Name} as well.");
        }

        configurator.Replace(ServiceDescriptor.Scoped<IScopedBusContextProvider<IBus>, OutboxScopedBusContext<TDbContext>>());
    }

    /// <summary>
    /// Retries a message after a <see cref="DatabaseFailures.IsConflict">conflict</see>, up to 20 times with a delay between
    /// 1 and 500 milliseconds; after a <see cref="DatabaseFailures.IsTimeout">timeout</see> of a statement, up to 5 times with a delay
    /// between 0.2 and 5 seconds; and while the database is <see cref="DatabaseFailures.IsUnavailable">unavailable</see>, up to
    /// 600 times with a delay that grows from 0.2 to 30 seconds: about two and a half hours. Other failures are not retried.
    /// </summary>
    public static void UseConflictRetry(this IConsumePipeConfigurator endpoint)
    {
        endpoint.UseMessageRetry(RetryOutages);
        endpoint.UseMessageRetry(RetryTimeouts);
        endpoint.UseMessageRetry(RetryConflicts);
    }

    /// <summary>
    /// Retries a message of this consumer after a <see cref="DatabaseFailures.IsConflict">conflict</see> likewise, for an endpoint
    /// that others share. An outage is not waited for: whoever sent the message is told of it.
    /// </summary>
    public static void UseConflictRetry<TConsumer>(this IConsumerConfigurator<TConsumer> consumer)
        where TConsumer : class =>
        consumer.UseMessageRetry(RetryConflicts);

    /// <summary>
    /// On PostgreSQL, handlers of one process that read or commit at the same time share one read statement and one transaction; under
    /// load this takes a fraction of the database's work. A row that a handler finds with <see cref="RowLocks"/> is then not locked while
    /// the handler decides. Instead its commit fails, and the message is retried, if another transaction has changed the row meanwhile. A
    /// handler that reads or writes more than that gets its own transaction, with locks. On other databases this method changes nothing.
    /// </summary>
    public static DbContextOptionsBuilder UseGroupCommit(this DbContextOptionsBuilder options)
    {
        var present = options.Options.FindExtension<CoreOptionsExtension>()?.Interceptors;
        return present?.Contains(_groupCommit) == true ? options : options.AddInterceptors(_groupCommit);
    }

    internal static void RetryOutages(IRetryConfigurator retry)
    {
        retry.Handle<Exception>(DatabaseFailures.IsUnavailable);
        retry.Incremental(OutageRetries, TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(50));
    }

    internal static void RetryTimeouts(IRetryConfigurator retry)
    {
        retry.Handle<Exception>(DatabaseFailures.IsTimeout);
        retry.Exponential(
            TimeoutRetries, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(200));
    }

    internal static void RetryConflicts(IRetryConfigurator retry)
    {
        retry.Handle<Exception>(DatabaseFailures.IsConflict);
        retry.Exponential(
            ConflictRetries, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(2));
    }

    /// <summary>The options of the outbox of <typeparamref name="TDbContext"/>.</summary>
    internal static OutboxOptions Of<TDbContext>(this IOptionsMonitor<OutboxOptions> options) => options.Get(typeof(TDbContext).Name);

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
