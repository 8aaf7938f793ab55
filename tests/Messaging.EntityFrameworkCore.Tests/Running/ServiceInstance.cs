using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.Orders;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TestKit;

namespace Messaging.EntityFrameworkCore.Tests.Running;

/// <summary>One process of the order service, in this process: a host with a bus, a database and the outbox.</summary>
internal sealed class ServiceInstance : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _isStopped;

    private ServiceInstance(IHost host, Hooks hooks, DatabaseFaults database, TransportFaults transport)
    {
        _host = host;
        Hooks = hooks;
        Database = database;
        Transport = transport;
    }

    public Hooks Hooks { get; }

    public DatabaseFaults Database { get; }

    public TransportFaults Transport { get; }

    public IServiceProvider Services => _host.Services;

    public IBus Bus => Services.GetRequiredService<IBus>();

    public static async Task<ServiceInstance> StartAsync(InstanceSettings settings)
    {
        var hooks = new Hooks();
        settings.Prepare?.Invoke(hooks);
        var database = new DatabaseFaults(settings.Database.Outage);
        var transport = new TransportFaults();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = HangGuard.Beyond);
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = settings.WaitUntilStarted);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(settings.Clock);
        builder.Services.AddSingleton(settings.Journal);
        builder.Services.AddSingleton(hooks);
        void Configure(TestDatabase chosen, DbContextOptionsBuilder options)
        {
            chosen.Configure(options);
            database.Attach(options);
            settings.Options?.Invoke(options);
        }

        if (settings.DatabaseOf is { } databaseOf)
            builder.Services.AddDbContext<OrdersDbContext>((scope, options) => Configure(databaseOf(scope), options));
        else
            builder.Services.AddDbContextPool<OrdersDbContext>(options => Configure(settings.Database, options));

        builder.Services.AddMassTransit(bus => ConfigureBus(bus, settings, transport));

        var instance = new ServiceInstance(builder.Build(), hooks, database, transport);
        await instance._host.StartAsync();
        return instance;
    }

    /// <summary>Sends past the outbox, as another service would.</summary>
    public async Task<Guid> SendAsync<T>(string queue, T message, Guid? messageId = null)
        where T : class
    {
        var id = messageId ?? Guid.CreateVersion7();
        var endpoint = await Bus.GetSendEndpoint(new Uri($"queue:{queue}"));
        await endpoint.Send(message, context => context.MessageId = id);
        return id;
    }

    /// <summary>Has the dispatcher look at the rows now.</summary>
    public void WakeUp() => Services.GetRequiredService<OutboxSignal<OrdersDbContext>>().Set();

    public async Task StopAsync()
    {
        _isStopped = true;
        await _host.StopAsync();
    }

    /// <summary>From here on nothing of it reaches the database or the transport.</summary>
    public async Task KillAsync()
    {
        Database.Kill();
        Transport.Kill();
        _isStopped = true;
        // Takes its consumers off the broker, as the end of a process does: MassTransit 8.5 leaves them there when its stop is
        // cancelled. The rest may go on for a moment or not, cut off as it is.
        await Services.GetRequiredService<IBusControl>().StopAsync(HangGuard.Limit);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        try
        {
            await _host.StopAsync(soon.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or AggregateException)
        {
            // A killed process does not stop in good order.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isStopped)
            await StopAsync().OrHang();

        if (_host is IAsyncDisposable host)
            await host.DisposeAsync();
    }

    private static void ConfigureBus(IBusRegistrationConfigurator bus, InstanceSettings settings, TransportFaults transport)
    {
        bus.DisableUsageTelemetry();
        bus.AddEntityFrameworkOutbox<OrdersDbContext>(settings.Outbox);
        bus.AddSagaStateMachine<OrderStateMachine, OrderState, OrderDefinition>().EntityFrameworkRepository(repository =>
        {
            repository.ExistingDbContext<OrdersDbContext>();
            repository.LockFirst<OrdersDbContext, IOnArticle>((db, message, cancellationToken) =>
                ArticleLock.TakeAsync(db, message, cancellationToken));
            repository.LockAndFind<OrdersDbContext, RecallArticle>((db, message, cancellationToken) =>
                ArticleLock.FindLastOrderAsync(db, message.Article, cancellationToken));
            repository.LockAndFindAll<OrdersDbContext, RecallArticleFromBoth>(async (db, message, cancellationToken) =>
                ([message.Earlier], await ArticleLock.FindLastOrderAsync(db, message.Article, cancellationToken)));
        });
        bus.AddConsumer<NoteConsumer, NoteDefinition>();
        bus.AddConsumer<JournalConsumer, JournalDefinition>();
        settings.Bus?.Invoke(bus);

        if (settings.Broker is { } broker)
        {
            bus.UsingRabbitMq((context, configurator) =>
            {
                configurator.Host(broker.Uri);
                configurator.ConnectSendObserver(transport);
                configurator.ConnectPublishObserver(transport);
                configurator.ConfigureEndpoints(context);
            });
            return;
        }

        bus.UsingInMemory(settings.InMemoryHost, (context, configurator) =>
        {
            configurator.ConnectSendObserver(transport);
            configurator.ConnectPublishObserver(transport);
            configurator.ConfigureEndpoints(context);
        });
    }
}
