using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Mime;
using Contracts.Messages;
using MassTransit;
using MassTransit.Serialization;
using MassTransit.Testing;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Notifications.Deliveries;
using Notifications.Email;
using Notifications.Inbox;
using Notifications.Persistence;
using Notifications.Profiles;
using Shared;
using TestKit;
using TestKit.Processes;

namespace Notifications.Tests.Support;

/// <summary>The whole service on a database of its own and the in-memory transport, with a clock and a mail server to move.</summary>
internal sealed class RunningNotifications : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly IHost _host;

    private RunningNotifications(TemporaryFolder folder, IHost host, FakeTimeProvider clock)
    {
        _folder = folder;
        _host = host;
        Clock = clock;
    }

    public FakeTimeProvider Clock { get; }

    public FakeLogCollector Log => _host.Services.GetFakeLogCollector();

    public ScriptedEmailSender Mail => _host.Services.GetRequiredService<ScriptedEmailSender>();

    public IServiceProvider Services => _host.Services;

    /// <summary>What another system hears of in-app messages.</summary>
    public IReadOnlyCollection<InAppMessageDelivered> Heard => Harness.ConsumedSoFar<InAppMessageDelivered>();

    /// <summary>The commands to send an email that have been handled.</summary>
    public IReadOnlyCollection<SendEmail> HandledSendEmails => Harness.ConsumedSoFar<SendEmail>();

    /// <summary>How many messages have been sent, responses included.</summary>
    public int Sent => Harness.Sent.Select(_ => true, new CancellationToken(canceled: true)).Count();

    private ITestHarness Harness => _host.Services.GetTestHarness();

    /// <summary>Starts it: on SQLite unless the test brings a database, with a scripted mail server unless it configures one.</summary>
    public static async Task<RunningNotifications> StartAsync(
        Action<DbContextOptionsBuilder>? database = null, params (string Key, string Value)[] settings)
    {
        var folder = new TemporaryFolder("notifications");
        var clock = new FakeTimeProvider(TestData.Now);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
        [
            new("Notifications:SingleEmailsPerDay", "1000"),
            new("Notifications:Reconciliation:Interval", "00:00:00"),
        ]);
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        builder.Logging.ClearProviders().AddFakeLogging().SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddDbContextPool<NotificationsDbContext>(
            database ?? (options => options.UseSqlite($"Data Source={folder.Path("notifications.db")}")));
        builder.Services.AddNotifications(builder.Configuration);
        builder.Services.AddSingleton<ScriptedEmailSender>();
        if (builder.Configuration["Email:Host"] is null)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<IEmailSender>(
                provider => provider.GetRequiredService<ScriptedEmailSender>()));
        }

        builder.Services.AddSingleton<HeardErasures>();
        builder.Services.AddMassTransitTestHarness(bus =>
        {
            bus.WaitPatiently();
            bus.SetDefaultRequestTimeout(m: 10);
            bus.AddNotificationsEndpoints();
            bus.AddHandler((ConsumeContext<InAppMessageDelivered> _) => Task.CompletedTask);
            bus.AddConsumer<SagaService>().Endpoint(endpoint => endpoint.Name = UserErasures.FeedbackQueue);
        });
        builder.Services.Configure<OutboxOptions>(nameof(NotificationsDbContext), options =>
        {
            options.KeepUntilConsumed = true;
            options.PollInterval = TimeSpan.FromMilliseconds(1);
            if (builder.Configuration["ClockTolerance"] is { } tolerance)
                options.ClockTolerance = TimeSpan.Parse(tolerance, CultureInfo.InvariantCulture);
        });

        var host = builder.Build();
        try
        {
            await using (var scope = host.Services.CreateAsyncScope())
                await scope.ServiceProvider.GetRequiredService<NotificationsDbContext>().Database.EnsureCreatedAsync();

            await host.StartAsync();
            return new RunningNotifications(folder, host, clock);
        }
        catch
        {
            await ((IAsyncDisposable)host).DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Publishes and returns when everything that follows from it, timers of the future aside, has happened.</summary>
    public async Task PublishAndSettleAsync<T>(params T[] messages)
        where T : class
    {
        await PublishAsync(messages);
        await SettleAsync();
    }

    /// <summary>Publishes, and returns when the consumers of these very messages are done.</summary>
    public Task PublishAsync<T>(params T[] messages)
        where T : class =>
        Task.WhenAll(messages.Select(message => PublishAsync(message, _ => { })));

    /// <summary>Publishes an event with that header, and returns when everything that follows from it has happened.</summary>
    public async Task PublishAndSettleAsync<T>(T message, string header, string value)
        where T : class
    {
        await PublishAsync(message, context => context.Headers.Set(header, value));
        await SettleAsync();
    }

    /// <summary>Publishes a command or a query whose sender left a moment ago, and returns when the service is done with it.</summary>
    public Task PublishTooLateAsync<T>(T message)
        where T : class =>
        PublishAsync(message, context =>
        {
            context.ResponseAddress = Harness.Bus.Address;
            context.Headers.Set(Deadline.Header, DateTimeOffset.UtcNow.ToString("O"));
        });

    /// <summary>Hands a message to a queue of ours, as the broker does when it delivers one again.</summary>
    public async Task SendAsync<T>(Uri queue, T message)
        where T : class
    {
        var endpoint = await Harness.Bus.GetSendEndpoint(queue);
        await endpoint.Send(message);
    }

    /// <summary>Hands bare JSON to a queue of ours, as publishers do that know nothing of MassTransit.</summary>
    public async Task SendRawJsonAsync(Uri queue, string json)
    {
        var endpoint = await Harness.Bus.GetSendEndpoint(queue);
        await endpoint.Send(new RawJson(), context =>
            context.Serializer = new CopyBodySerializer(new ContentType("application/json"), new StringMessageBody(json)));
    }

    /// <summary>What the saga service heard of users that were erased.</summary>
    public IReadOnlyCollection<UserErased> HeardBySaga => _host.Services.GetRequiredService<HeardErasures>();

    public async Task AdvanceAsync(TimeSpan by)
    {
        Clock.Advance(by);
        await SettleAsync();
    }

    /// <summary>Returns when no message that is due waits in the outbox; its rows stay until their consumers are done.</summary>
    public Task SettleAsync() => Eventually.Until(
        async () =>
        {
            var now = Clock.GetUtcNow();
            if (!await ReadAsync(db => db.Set<OutboxMessage>().AnyAsync(row => row.ParkedAt == null && row.DueAt <= now)))
                return true;

            // The dispatcher's naps end by this clock.
            Clock.Advance(TimeSpan.FromMilliseconds(1));
            return false;
        },
        what: "the outbox is empty");

    /// <summary>Sends a command with that id, as the broker does each time that it delivers it.</summary>
    public async Task<T> SendAsync<TRequest, T>(TRequest request, Guid messageId)
        where TRequest : class
        where T : class
    {
        using var handle = Harness.GetRequestClient<TRequest>().Create(request);
        handle.UseExecute(context => context.MessageId = messageId);
        return (await handle.GetResponse<T>()).Message;
    }

    public Task<Response<T1, T2>> QueryAsync<TRequest, T1, T2>(TRequest request)
        where TRequest : class
        where T1 : class
        where T2 : class =>
        Harness.GetRequestClient<TRequest>().GetResponse<T1, T2>(request);

    public Task<Response<T1, T2, T3>> QueryAsync<TRequest, T1, T2, T3>(TRequest request)
        where TRequest : class
        where T1 : class
        where T2 : class
        where T3 : class =>
        Harness.GetRequestClient<TRequest>().GetResponse<T1, T2, T3>(request);

    public async Task<T> QueryAsync<TRequest, T>(TRequest request)
        where TRequest : class
        where T : class =>
        (await Harness.GetRequestClient<TRequest>().GetResponse<T>(request)).Message;

    public async Task<T> ReadAsync<T>(Func<NotificationsDbContext, Task<T>> read)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<NotificationsDbContext>());
    }

    public async Task WriteAsync(Func<NotificationsDbContext, Task> write)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        await using var transaction = await db.BeginWriteAsync(CancellationToken.None);
        await write(db);
        await transaction.SaveAndCommitAsync(CancellationToken.None);
    }

    public Task<List<Delivery>> DeliveriesAsync() =>
        ReadAsync(db => db.Deliveries.AsNoTracking()
            .OrderBy(delivery => delivery.CreatedAt).ThenBy(delivery => delivery.Channel)
            .ToListAsync());

    /// <summary>The deliveries of emails, oldest first.</summary>
    public async Task<List<Delivery>> EmailDeliveriesAsync() =>
        [.. (await DeliveriesAsync()).Where(delivery => delivery.Channel == DeliveryChannels.Email)];

    public Task<List<InAppMessage>> InAppMessagesAsync() =>
        ReadAsync(db => db.InAppMessages.AsNoTracking().OrderBy(message => message.CreatedAt).ToListAsync());

    public Task<OutboxFigures> OutboxAsync() =>
        _host.Services.GetRequiredService<OutboxMonitor<NotificationsDbContext>>().ReadAsync(Clock.GetUtcNow(), CancellationToken.None);

    public Task<UserProfile?> ProfileAsync(string userId) =>
        ReadAsync(db => db.UserProfiles.AsNoTracking().SingleOrDefaultAsync(profile => profile.UserId == userId));

    private async Task PublishAsync<T>(T message, Action<PublishContext> configure)
        where T : class
    {
        var messageId = Guid.CreateVersion7();
        var consumed = _host.Services.GetRequiredService<ConsumptionTracker>().TrackPublished<T>(messageId);
        await Harness.Bus.Publish(message, context =>
        {
            context.MessageId = messageId;
            configure(context);
        });
        await consumed.OrHang();
    }

    private sealed record RawJson;

    private sealed class HeardErasures : ConcurrentQueue<UserErased>;

    private sealed class SagaService(HeardErasures erasures) : IConsumer<UserErased>
    {
        public Task Consume(ConsumeContext<UserErased> context)
        {
            erasures.Enqueue(context.Message);
            return Task.CompletedTask;
        }
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }
}
