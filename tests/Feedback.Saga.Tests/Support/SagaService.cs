using Contracts.Messages;
using Feedback.Saga.Persistence;
using MassTransit;
using MassTransit.Testing;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TestKit;

namespace Feedback.Saga.Tests.Support;

/// <summary>The saga service as it runs, on the in-memory transport, with a clock that the test moves.</summary>
public sealed class SagaService : IAsyncDisposable
{
    private readonly SagaDatabase _database;
    private readonly IHost _host;
    private IReceivedMessageList? _events;
    private IReceivedMessageList? _responses;
    private bool _replaced;
    private int _expectedFaults;

    private SagaService(SagaDatabase database, FakeTimeProvider clock, IEnumerable<(string Key, string Value)> settings)
    {
        _database = database;
        Clock = clock;
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection([new("Feedback:Reconciliation:Interval", "00:00:00")]);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Logging.AddFakeLogging().AddFilter(typeof(FeedbackSagaRegistration).Namespace, LogLevel.Trace);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddDbContextPool<FeedbackDbContext>(_database.Configure);
        builder.Services.AddFeedbackSaga(builder.Configuration);
        builder.Services.AddMassTransitTestHarness(bus =>
        {
            bus.WaitPatiently();
            bus.AddFeedbackSagaEndpoints();
            bus.UsingInMemory((context, configurator) =>
            {
                _events = configurator.ListenForEvents();
                _responses = configurator.ListenForResponses();
                configurator.ConfigureEndpoints(context);
            });
        });
        _host = builder.Build();
    }

    public FakeTimeProvider Clock { get; }

    public FakeLogCollector Log => _host.Services.GetFakeLogCollector();

    /// <summary>What went over the bus.</summary>
    public ITestHarness Harness => _host.Services.GetTestHarness();

    public DateTimeOffset Now => Clock.GetUtcNow();

    public IServiceProvider Services => _host.Services;

    public static async Task<SagaService> StartAsync(params (string Key, string Value)[] settings) =>
        await StartAsync(SagaDatabase.OnSqlite(), settings);

    public static async Task<SagaService> StartOnPostgresAsync(params (string Key, string Value)[] settings) =>
        await StartAsync(await SagaDatabase.OnPostgresAsync(), settings);

    /// <summary>Starts it on SQLite with something between it and its database.</summary>
    public static async Task<SagaService> StartWithAsync(IInterceptor interceptor) =>
        await StartAsync(SagaDatabase.OnSqlite().With(interceptor), []);

    /// <summary>Stops it and starts another on the same database, with other settings.</summary>
    public async Task<SagaService> RestartAsync(params (string Key, string Value)[] settings)
    {
        await _host.StopAsync();
        _replaced = true;
        var successor = new SagaService(_database, Clock, settings);
        await successor._host.StartAsync();
        return successor;
    }

    /// <summary>Publishes, and returns when the service is done with it.</summary>
    public async Task PublishAsync(object message, Action<PublishContext>? configure = null)
    {
        var id = Guid.CreateVersion7();
        await Harness.Bus.Publish(message, message.GetType(), Pipe.Execute<PublishContext>(context =>
        {
            context.MessageId = id;
            configure?.Invoke(context);
        }));
        await Harness.ConsumedAsync(id);
    }

    /// <summary>Publishes what happens at that later instant. Meanwhile the clock says the day before (R46); timers stand still.</summary>
    public async Task PublishAheadAsync(object message, DateTimeOffset at)
    {
        var now = Now;
        Clock.AdjustTime(at.AddDays(-1));
        await PublishAsync(message);
        await Eventually.Until(async () => await OverdueMessagesAsync() == 0);
        Clock.AdjustTime(now);
    }

    /// <summary>
    /// How many messages, timers apart, have not left yet. One that leaves when the clock has gone back looks like a timer.
    /// </summary>
    private async Task<long> OverdueMessagesAsync()
    {
        var outbox = await Services.GetRequiredService<OutboxMonitor<FeedbackDbContext>>().ReadAsync(Now, CancellationToken.None);
        return outbox.Waiting - outbox.OverdueTimers;
    }

    /// <summary>Sends a command or a query as the gateway does, and returns the response, whatever it is.</summary>
    public async Task<object> SendAsync(object message)
    {
        var request = Guid.CreateVersion7();
        await Harness.Bus.Publish(message, message.GetType(), Pipe.Execute<PublishContext>(context =>
        {
            context.RequestId = request;
            context.ResponseAddress = new Uri(Harness.Bus.Address, Listeners.Responses);
        }));
        return (await _responses!.SelectAsync(response => response.Context.RequestId == request).FirstAsync()).MessageObject;
    }

    /// <summary>Sends a command or a query whose sender left a moment ago, and returns when the service is done with it.</summary>
    public Task SendTooLateAsync(object message) => PublishAsync(message, context =>
    {
        context.RequestId = Guid.CreateVersion7();
        context.ResponseAddress = new Uri(Harness.Bus.Address, Listeners.Responses);
        context.Headers.Set(Deadline.Header, DateTimeOffset.UtcNow.ToString("O"));
    });

    /// <summary>How many responses have been sent.</summary>
    public int Responses => Harness.Sent.Select(sent => sent.Context.DestinationAddress!.AbsolutePath.EndsWith(
        Listeners.Responses, StringComparison.Ordinal), new CancellationToken(canceled: true)).Count();

    public async Task<T> SendAsync<T>(object message) => (await SendAsync(message)).ShouldBeOfType<T>();

    /// <summary>
    /// Sends a timer's message to the saga's queue, as the outbox does when it falls due, and returns when it has been handled.
    /// </summary>
    public async Task FireAsync<T>(T timer, Guid token)
        where T : class
    {
        var id = Guid.CreateVersion7();
        var endpoint = await Harness.Bus.GetSendEndpoint(new Uri($"queue:{Queues.Requests}"));
        await endpoint.Send(timer, context =>
        {
            context.MessageId = id;
            context.Headers.Set(MessageHeaders.SchedulingTokenId, token.ToString("D"));
        });
        await Harness.ConsumedAsync(id);
    }

    /// <summary>The next failure of a consumer, which the test expects.</summary>
    public async Task<Exception> FaultAsync()
    {
        return (await Harness.Consumed.SelectAsync(message => message.Exception is not null).ElementAtAsync(_expectedFaults++)).Exception;
    }

    /// <summary>Returns when one of several consumers of a message has given it up, which the test expects.</summary>
    public async Task GivenUpAsync()
    {
        _expectedFaults++;
        await Eventually.Until(() => Harness.FaultsSoFar().Count == _expectedFaults);
    }

    /// <summary>Sends a command that the service fails at, and returns the fault that the sender gets.</summary>
    public async Task<Fault> SendInVainAsync(object message)
    {
        _expectedFaults++;
        return (await SendAsync(message)).ShouldBeAssignableTo<Fault>()!;
    }

    /// <summary>The first message that no consumer could take, which the test expects.</summary>
    public async Task<ReceiveFault> ReceiveFaultAsync()
    {
        _expectedFaults++;
        return (await Harness.Published.SelectAsync<ReceiveFault>().FirstAsync()).Context.Message;
    }

    /// <summary>All events of that type: whatever was committed before this call has been sent and has arrived.</summary>
    public async Task<IReadOnlyList<T>> EventsAsync<T>()
        where T : class
    {
        await Eventually.Until(
            () => ReadAsync(async db => !await db.Set<OutboxMessage>().AnyAsync(row => !row.IsTimer && row.ParkedAt == null)),
            what: "what was committed has been sent");
        await PublishAsync(new Listeners.Marker());
        return [.. _events!.Select(_ => true, new CancellationToken(canceled: true)).Select(message => message.MessageObject).OfType<T>()];
    }

    /// <summary>What the event of that type says in that header; null if it has none.</summary>
    public async Task<string?> HeaderAsync<T>(string header)
        where T : class
    {
        await EventsAsync<T>();
        return _events!.Select(message => message.MessageObject is T, new CancellationToken(canceled: true))
            .Single().Context.Headers.Get<string>(header);
    }

    public async Task<T> ReadAsync<T>(Func<FeedbackDbContext, Task<T>> read)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<FeedbackDbContext>());
    }

    /// <summary>Moves the clock to that instant, and on by the second until what fell due has come about.</summary>
    public async Task AdvanceToAsync(DateTimeOffset instant, Func<Task<bool>> until)
    {
        Clock.SetUtcNow(instant);
        await Eventually.Until(async () =>
        {
            if (await until())
                return true;

            Clock.Advance(TimeSpan.FromSeconds(1));
            return false;
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (!_replaced)
            await _host.StopAsync();

        var faults = Harness.FaultsSoFar();
        await ((IAsyncDisposable)_host).DisposeAsync();
        if (!_replaced)
            await _database.DisposeAsync();

        faults.Count.ShouldBe(_expectedFaults, string.Join('\n', faults));
    }

    private static async Task<SagaService> StartAsync(SagaDatabase database, (string Key, string Value)[] settings)
    {
        var service = new SagaService(database, new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)), settings);
        await service.ReadAsync(db => db.Database.EnsureCreatedAsync());
        await service._host.StartAsync();
        return service;
    }
}
