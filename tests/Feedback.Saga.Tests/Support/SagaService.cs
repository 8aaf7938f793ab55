using Feedback.Saga.Persistence;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;
using TestKit;

namespace Feedback.Saga.Tests.Support;

/// <summary>The saga service as it runs, on the in-memory transport, with a clock that the test moves.</summary>
public sealed class SagaService : IAsyncDisposable
{
    private readonly SagaDatabase _database;
    private readonly IHost _host;
    private bool _replaced;

    private SagaService(SagaDatabase database, TestClock clock, IEnumerable<(string Key, string Value)> settings)
    {
        _database = database;
        Clock = clock;
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Logging.AddProvider(Log);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton(Seen);
        builder.Services.AddDbContextPool<FeedbackDbContext>(_database.Configure);
        builder.Services.AddFeedbackSaga(builder.Configuration);
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddFeedbackSagaEndpoints();
            bus.AddReceiveObserver(_ => Seen);
            bus.AddConsumer<EventRecorder, EventRecorder.Definition>();
            bus.AddConsumer<AnswerRecorder, AnswerRecorder.Definition>();
            bus.UsingInMemory((context, configurator) => configurator.ConfigureEndpoints(context));
        });
        _host = builder.Build();
    }

    public TestClock Clock { get; }

    public SeenMessages Seen { get; } = new();

    public RecordedLog Log { get; } = new();

    public DateTimeOffset Now => Clock.GetUtcNow();

    public IServiceProvider Services => _host.Services;

    private IBus Bus => _host.Services.GetRequiredService<IBus>();

    public static async Task<SagaService> StartAsync(params (string Key, string Value)[] settings)
        => await StartAsync(SagaDatabase.OnSqlite(), settings);

    public static async Task<SagaService> StartOnPostgresAsync(params (string Key, string Value)[] settings)
        => await StartAsync(await SagaDatabase.OnPostgresAsync(), settings);

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
    public async Task PublishAsync(object message)
    {
        var id = Guid.CreateVersion7();
        var done = Seen.DoneAsync(id);
        await Bus.Publish(message, message.GetType(), Pipe.Execute<PublishContext>(context => context.MessageId = id));
        await done;
    }

    /// <summary>Sends a command or a query as the gateway does, and returns its answer, whatever it is.</summary>
    public async Task<object> AskAsync(object message)
    {
        var request = Guid.CreateVersion7();
        var answer = Seen.AnswerAsync(request);
        await Bus.Publish(message, message.GetType(), Pipe.Execute<PublishContext>(context =>
        {
            context.RequestId = request;
            context.ResponseAddress = new Uri(Bus.Address, AnswerRecorder.Queue);
        }));
        return await answer;
    }

    public async Task<T> AskAsync<T>(object message) => (await AskAsync(message)).ShouldBeOfType<T>();

    /// <summary>Sends a timer's message to the saga's queue, as the outbox does when it falls due.</summary>
    public async Task FireAsync<T>(T timer, Guid token)
        where T : class
    {
        var done = Seen.DoneAsync(token);
        var endpoint = await Bus.GetSendEndpoint(new Uri($"queue:{Queues.Requests}"));
        await endpoint.Send(timer, context =>
        {
            context.MessageId = token;
            context.Headers.Set(MessageHeaders.SchedulingTokenId, token.ToString("D"));
        });
        await done;
    }

    /// <summary>All events of that type: whatever was sent before this call has arrived.</summary>
    public async Task<IReadOnlyList<T>> EventsAsync<T>()
        where T : class
    {
        await PublishAsync(new EventRecorder.Marker());
        return [.. Seen.Events.OfType<T>()];
    }

    public async Task<T> ReadAsync<T>(Func<FeedbackDbContext, Task<T>> read)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<FeedbackDbContext>());
    }

    /// <summary>Moves the clock to that instant, and on by the second until what fell due has come about.</summary>
    public async Task AdvanceToAsync(DateTimeOffset instant, Func<Task<bool>> until)
    {
        Clock.AdvanceTo(instant);
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

        _host.Dispose();
        Seen.UnexpectedFaults.ShouldBeEmpty();
        if (_replaced)
            return;

        await _database.DisposeAsync();
    }

    private static async Task<SagaService> StartAsync(SagaDatabase database, (string Key, string Value)[] settings)
    {
        var service = new SagaService(database, new TestClock(), settings);
        await service.ReadAsync(db => db.Database.EnsureCreatedAsync());
        await service._host.StartAsync();
        return service;
    }
}
