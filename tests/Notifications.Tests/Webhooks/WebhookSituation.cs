using System.Diagnostics.CodeAnalysis;
using Contracts.Messages;
using Microsoft.EntityFrameworkCore;
using Notifications.Tests.Support;
using Notifications.Webhooks;
using Shouldly;
using TestKit;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Webhooks;

/// <summary>A running service with a key for secrets, and a subscriber's web server that it may reach on this machine.</summary>
public abstract class WebhookSituation : IAsyncLifetime
{
    protected const string Operator = "olga";
    private protected const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    /// <summary>Of the default waits, each with the tenth that may be added; none is 24 hours or longer but the last.</summary>
    private protected static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    private PostgresDatabase? _database;

    internal RunningNotifications Service { get; private set; } = null!;

    internal Receiver Receiver { get; private set; } = null!;

    private protected virtual bool OnPostgres => false;

    private protected virtual (string Key, string Value)[] Settings =>
    [
        ("Webhooks:EncryptionKeys:0", Key), ("Webhooks:AllowHttp", "true"), ("Webhooks:AllowedNetworks:0", "127.0.0.0/8"),
    ];

    public virtual async ValueTask InitializeAsync()
    {
        _database = OnPostgres ? await PostgresDatabase.CreateAsync() : null;
        Service = await RunningNotifications.StartAsync(UseDatabase, Settings);
        Receiver = await Receiver.StartAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Receiver.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();

        GC.SuppressFinalize(this);
    }

    private protected Action<DbContextOptionsBuilder>? UseDatabase => _database is { } database
        ? options => Messaging.EntityFrameworkCore.MessagingRegistration.UseGroupCommit(options.UseNpgsql(database.ConnectionString))
        : null;

    private protected Task<WebhookChanged> AddAsync(params string[] events) => AddAsync(Receiver, events);

    private protected async Task<WebhookChanged> AddAsync(Receiver receiver, params string[] events) =>
        (await AddUrlAsync($"{receiver.Url}hooks", events)).ShouldBeOfType<WebhookChanged>();

    private protected async Task<object> AddUrlAsync(string url, params string[] events) =>
        (await Service.QueryAsync<AddWebhook, WebhookChanged, WebhookRefused, InvalidInput>(
            new() { Name = "CRM", Url = url, Events = events, CallerId = Operator })).Message;

    private protected async Task<object> ChangeAsync(Guid webhookId, string action) =>
        (await Service.QueryAsync<ChangeWebhook, WebhookChanged, WebhookRefused, WebhookNotFound>(
            new() { WebhookId = webhookId, Action = action, CallerId = Operator })).Message;

    private protected async Task<object> ReplayAsync(Guid? deliveryId = null, Guid? webhookId = null, int limit = 100) =>
        (await Service.QueryAsync<ReplayWebhookDeliveries, WebhookDeliveriesReplayed, WebhookRefused, WebhookNotFound>(
            new() { DeliveryId = deliveryId, WebhookId = webhookId, Limit = limit, CallerId = Operator })).Message;

    /// <summary>An event that happens now.</summary>
    private protected FeedbackRequested Requested() => TestData.Requested(message: "Please, Grace.") with
    {
        RequestedAt = Service.Clock.GetUtcNow(),
    };

    /// <summary>Feedback that is provided now.</summary>
    private protected FeedbackProvided Provided(string? comment = "Careful work.") => TestData.Provided(comment: comment) with
    {
        ProvidedAt = Service.Clock.GetUtcNow(),
    };

    private protected Task<List<WebhookDelivery>> DeliveriesAsync() => Service.ReadAsync(db =>
        db.WebhookDeliveries.AsNoTracking().OrderBy(delivery => delivery.CreatedAt).ToListAsync());

    private protected async Task<WebhookDelivery> DeliveryAsync() => (await DeliveriesAsync()).ShouldHaveSingleItem();

    /// <summary>The next wait, with the tenth that may be added to it.</summary>
    private protected Task AdvanceAsync(TimeSpan wait) => Service.AdvanceAsync(wait * 1.1);

    [SuppressMessage("Performance", "CA1822", Justification = "It reads as part of the situation.")]
    private protected Task UntilAsync(Func<Task<bool>> condition, string what) => Eventually.Until(condition, what: what);
}
