using Contracts.Messages;
using Messaging.EntityFrameworkCore;
using Messaging.EntityFrameworkCore.Retention;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Notifications.Persistence;
using Notifications.Retention;
using Notifications.Tests.Support;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Retention;

public sealed class When_what_is_kept_for_a_time_only_is_old_on_SQLite : When_what_is_kept_for_a_time_only_is_old
{
    protected override Task<PostgresDatabase?> CreateDatabaseAsync() => Task.FromResult<PostgresDatabase?>(null);
}

public sealed class When_what_is_kept_for_a_time_only_is_old_on_PostgreSQL : When_what_is_kept_for_a_time_only_is_old
{
    protected override async Task<PostgresDatabase?> CreateDatabaseAsync() => await PostgresDatabase.CreateAsync();

    [Fact]
    public async Task R52_Should_delete_nothing_while_the_clock_differs_from_the_databases()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var service = await RunningNotifications.StartAsync(
            options => options.UseNpgsql(database.ConnectionString), ("ClockTolerance", "01:00:00"));
        service.Clock.AdjustTime(DateTimeOffset.UtcNow);
        await service.PublishAndSettleAsync(TestData.ClientProfile);
        await service.PublishAndSettleAsync(
            TestData.Requested() with { RequestedAt = service.Clock.GetUtcNow(), ExpiresAt = service.Clock.GetUtcNow().AddDays(14) });

        service.Clock.AdjustTime(DateTimeOffset.UtcNow.AddDays(1000));
        var swept = await SweepAsync(service);

        swept.Values.ShouldAllBe(rows => rows == 0);
        (await service.DeliveriesAsync()).Count.ShouldBe(2);
    }
}

public abstract class When_what_is_kept_for_a_time_only_is_old : IAsyncLifetime
{
    private static readonly RetentionOptions _kept = new();

    private PostgresDatabase? _database;
    private RunningNotifications _service = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await CreateDatabaseAsync();
        _service = await RunningNotifications.StartAsync(
            _database is null ? null : options => options.UseNpgsql(_database.ConnectionString).UseGroupCommit());
        await _service.PublishAndSettleAsync(TestData.ClientProfile, TestData.FreelancerProfile);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Should_delete_deliveries_and_messages_each_after_its_time()
    {
        await _service.PublishAndSettleAsync(TestData.Requested());

        _service.Clock.AdjustTime(TestData.Now + _kept.Deliveries);
        await SweepAsync(_service);
        (await _service.DeliveriesAsync()).Count.ShouldBe(2);

        _service.Clock.AdjustTime(TestData.Now + _kept.Deliveries + TimeSpan.FromHours(1));
        (await SweepAsync(_service))["deliveries"].ShouldBe(2);
        (await _service.InAppMessagesAsync()).Count.ShouldBe(1);

        _service.Clock.AdjustTime(TestData.Now + _kept.InAppMessages + TimeSpan.FromHours(1));
        (await SweepAsync(_service))["in-app-messages"].ShouldBe(1);
        (await _service.ProfileAsync(TestData.Client)).ShouldNotBeNull();
        (await _service.ReadAsync(db => db.EmailPreferences.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Should_keep_an_email_that_is_still_tried_and_one_that_was_tried_lately()
    {
        _service.Mail.GoDown();
        await _service.PublishAndSettleAsync(TestData.Provided());
        await _service.PublishAndSettleAsync(TestData.Provided());
        var emails = await _service.EmailDeliveriesAsync();
        var later = TestData.Now + _kept.Deliveries + TimeSpan.FromDays(1);
        await _service.ReadAsync(db => db.Deliveries.Where(delivery => delivery.DeliveryId == emails[1].DeliveryId).ExecuteUpdateAsync(
            set => set.SetProperty(delivery => delivery.Status, DeliveryStatuses.Failed).SetProperty(delivery => delivery.At, later)));

        _service.Clock.AdjustTime(later);
        await SweepAsync(_service);

        (await _service.DeliveriesAsync()).Select(delivery => delivery.DeliveryId)
            .ShouldBe(emails.Select(email => email.DeliveryId), ignoreOrder: true);
    }

    [Fact]
    public async Task R9_Should_tell_nobody_again_whose_delivery_is_forgotten()
    {
        var provided = TestData.Provided();
        await _service.PublishAndSettleAsync(provided);
        _service.Clock.AdjustTime(provided.ProvidedAt + _kept.Deliveries + TimeSpan.FromHours(1));
        await SweepAsync(_service);

        await _service.PublishAndSettleAsync(provided);

        _service.Mail.Accepted.Count.ShouldBe(1);
        (await _service.DeliveriesAsync()).ShouldBeEmpty();
        _service.Log.GetSnapshot().ShouldContain(line => line.Message.Contains("is dropped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_keep_the_text_of_a_failed_email_only_as_long_as_it_may_be_sent_again()
    {
        _service.Mail.GoDown();
        await _service.PublishAndSettleAsync(TestData.Provided(comment: "Superb work"));
        await _service.ReadAsync(db => db.Deliveries.ExecuteUpdateAsync(
            set => set.SetProperty(delivery => delivery.Status, DeliveryStatuses.Failed)));
        var email = (await _service.EmailDeliveriesAsync()).Single();

        _service.Clock.AdjustTime(email.At + _kept.FailedTexts);
        (await SweepAsync(_service))["failed-texts"].ShouldBe(0);
        _service.Clock.AdjustTime(email.At + _kept.FailedTexts + TimeSpan.FromHours(1));
        (await SweepAsync(_service))["failed-texts"].ShouldBe(1);

        email.Facts!.ShouldContain("Superb work");
        (await _service.EmailDeliveriesAsync()).Single().Facts.ShouldBeNull();
        var resent = await _service.QueryAsync<ResendDelivery, DeliveryReleased, DeliveryNotReleased>(
            new ResendDelivery { DeliveryId = email.DeliveryId, CallerId = "operator" });
        resent.Message.ShouldBeOfType<DeliveryNotReleased>().Reason.Code.ShouldBe(ResendRefusals.TextDeleted);
    }

    internal static Task<IReadOnlyDictionary<string, long>> SweepAsync(RunningNotifications service) =>
        service.Services.GetRequiredService<RetentionSweep<NotificationsDbContext>>().RunAsync(TestContext.Current.CancellationToken);

    protected abstract Task<PostgresDatabase?> CreateDatabaseAsync();
}
