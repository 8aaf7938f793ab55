using Contracts.Messages;
using Messaging.EntityFrameworkCore;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Notifications.Erasure;
using Notifications.Tests.Support;
using Shared;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Erasure;

/// <summary>A client who has got notices in every way, and the two ways to erase a person.</summary>
public abstract class ErasureSituation(bool onPostgres) : IAsyncLifetime
{
    private PostgresDatabase? _database;

    protected static string Pseudonym { get; } = ErasedUser.PseudonymOf(TestData.Client);

    private protected static UserErased Erased { get; } =
        new() { EventId = "e-1", UserId = TestData.Client, ErasedAt = TestData.Now };

    private protected RunningNotifications Service { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _database = onPostgres ? await PostgresDatabase.CreateAsync() : null;
        Service = await RunningNotifications.StartAsync(
            _database is null ? null : options => options.UseNpgsql(_database.ConnectionString).UseGroupCommit());
        await Service.PublishAndSettleAsync(TestData.ClientProfile, TestData.FreelancerProfile);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();

        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// An invitation that was sent, one that waits for the mail server, as feedback that names the client does, and one that waits for
    /// the digest; and messages that wait for the broker and for an operator.
    /// </summary>
    protected async Task GivenNoticesAsync()
    {
        await Service.PublishAndSettleAsync(TestData.Requested(title: $"Site of {TestData.ClientName}"));
        Service.Mail.GoDown();
        await Service.PublishAndSettleAsync(TestData.Requested(title: "second"));
        await Service.PublishAndSettleAsync(TestData.Provided(comment: $"Yours, {TestData.ClientName}"));
        await Service.QueryAsync<SetNotificationPreferences, NotificationPreferences>(new()
        {
            UserId = TestData.Client,
            Items = [new NotificationPreference { Kind = NoticeKinds.FeedbackRequested, Email = EmailModes.Digest }],
        });
        await Service.PublishAndSettleAsync(TestData.Requested(title: "third"));
        await Service.WriteAsync(db =>
        {
            db.AddRange(Row(parkedAt: null), Row(parkedAt: TestData.Now));
            return Task.CompletedTask;
        });
    }

    protected static bool NamesTheClient(string line) =>
        new[] { TestData.Client, TestData.ClientName, TestData.ClientAddress }
            .Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase));

    protected Task<IReadOnlyList<string>> DumpAsync() => Service.ReadAsync(DatabaseDump.ReadAsync);

    protected Task<IReadOnlyDictionary<string, long>> EraseAsync(bool dryRun = false) =>
        Service.Services.GetRequiredService<NotificationsErasure>()
            .EraseAsync(TestData.Client, null, null, dryRun, TestContext.Current.CancellationToken);

    /// <summary>Returns when the event has come again, because what was under way has ended.</summary>
    private protected async Task EraseByEventAsync(UserErased erased)
    {
        await Service.PublishAndSettleAsync(erased);
        await Service.AdvanceAsync(TimeSpan.FromMinutes(1));
    }

    private static OutboxMessage Row(DateTimeOffset? parkedAt) => new()
    {
        Id = Guid.CreateVersion7(),
        Position = 0,
        EnqueuedAt = TestData.Now,
        DueAt = TestData.Now.AddDays(1),
        IsTimer = false,
        NextAttemptAt = parkedAt is null ? TestData.Now.AddDays(1) : null,
        ParkedAt = parkedAt,
        Destination = "exchange:in-app-message-delivered",
        MessageType = "urn:message:Contracts.Messages:InAppMessageDelivered",
        ContentType = "application/json",
        Body = System.Text.Encoding.UTF8.GetBytes($$"""{"recipientId":"{{TestData.Client}}","text":"{{TestData.ClientName}}"}"""),
    };
}
