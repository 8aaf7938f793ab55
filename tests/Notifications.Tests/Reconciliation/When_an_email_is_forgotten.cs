using Contracts.Messages;
using MassTransit;
using Messaging.EntityFrameworkCore;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Notifications.Reconciliation;
using Notifications.Tests.Support;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Reconciliation;

public sealed class When_an_email_is_forgotten
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_begin_the_attempt_whose_timer_is_gone_once(bool onPostgres)
    {
        await using var database = onPostgres ? await PostgresDatabase.CreateAsync() : null;
        await using var service = await StartAsync(database);
        service.Mail.GoDown();
        await service.PublishAndSettleAsync(TestData.Requested());
        service.Mail.ComeBack();
        await ForgetAsync(service);
        await service.AdvanceAsync(TimeSpan.FromHours(1));
        var before = (await service.EmailDeliveriesAsync()).Single();

        var findings = await SweepAsync(service);
        await TestKit.Eventually.Until(async () => (await service.EmailDeliveriesAsync()).Single().IsSettled);
        var again = await SweepAsync(service);

        before.Status.ShouldBe(DeliveryStatuses.Retrying);
        findings.ShouldBe(new Dictionary<string, long> { [NoticeFindings.EmailWithoutAttempt] = 1 });
        again.ShouldBeEmpty();
        service.Mail.Accepted.ShouldHaveSingleItem().MessageId.ShouldBe(before.MessageId);
    }

    [Fact]
    public async Task Should_begin_a_first_attempt_whose_command_is_gone()
    {
        await using var service = await StartAsync(database: null);
        await service.PublishAndSettleAsync(TestData.Requested());
        await service.WriteAsync(db => db.Deliveries.Where(delivery => delivery.Channel == DeliveryChannels.Email).ExecuteUpdateAsync(
            update => update.SetProperty(delivery => delivery.Status, DeliveryStatuses.Pending)
                .SetProperty(delivery => delivery.Attempts, 0)
                .SetProperty(delivery => delivery.Facts, "{}")));
        await service.AdvanceAsync(TimeSpan.FromHours(1));

        var findings = await SweepAsync(service);
        await TestKit.Eventually.Until(async () => (await service.EmailDeliveriesAsync()).Single().IsSettled);

        findings.ShouldBe(new Dictionary<string, long> { [NoticeFindings.EmailWithoutAttempt] = 1 });
        (await service.EmailDeliveriesAsync()).Single().Status.ShouldBe(DeliveryStatuses.Delivered);
    }

    [Fact]
    public async Task Should_leave_alone_what_is_not_late_and_what_waits_for_the_digest()
    {
        await using var service = await StartAsync(database: null);
        service.Mail.GoDown();
        await service.PublishAndSettleAsync(TestData.Requested());

        var findings = await SweepAsync(service);

        findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_tell_that_a_notice_was_missing_only_where_it_was()
    {
        await using var service = await StartAsync(database: null);
        var (known, missing) = (TestData.Requested(), TestData.Requested());
        await service.PublishAndSettleAsync(known);
        var bus = service.Services.GetRequiredService<IBus>();

        foreach (var message in new[] { known, missing })
            await bus.Publish(message, context => context.Headers.Set(Reconciled.Header, true), TestContext.Current.CancellationToken);

        await TestKit.Eventually.Until(async () => (await service.EmailDeliveriesAsync()).Count == 2);
        await service.SettleAsync();
        service.Log.GetSnapshot().Select(line => line.Message)
            .Where(line => line.StartsWith("Reconciliation found that notice", StringComparison.Ordinal))
            .ShouldHaveSingleItem().ShouldContain(missing.RequestId.ToString());
        service.Mail.Accepted.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Should_find_what_the_ledger_and_the_inbox_do_not_share()
    {
        await using var service = await StartAsync(database: null);
        await service.PublishAndSettleAsync(TestData.Requested(), TestData.Requested());
        var messages = await service.InAppMessagesAsync();
        await service.WriteAsync(async db =>
        {
            await db.Deliveries.Where(delivery => delivery.DeliveryId == messages[0].MessageId).ExecuteDeleteAsync();
            await db.InAppMessages.Where(message => message.MessageId == messages[1].MessageId).ExecuteDeleteAsync();
        });
        await service.AdvanceAsync(TimeSpan.FromHours(1));

        var findings = await SweepAsync(service, everything: true);

        findings.ShouldBe(
            new Dictionary<string, long>
            {
                [NoticeFindings.MessageWithoutDelivery] = 1,
                [NoticeFindings.DeliveryWithoutMessage] = 1,
            },
            ignoreOrder: true);
    }

    private static async Task<RunningNotifications> StartAsync(PostgresDatabase? database)
    {
        var service = await RunningNotifications.StartAsync(
            database is null ? null : options => options.UseNpgsql(database.ConnectionString).UseGroupCommit());
        await service.PublishAndSettleAsync(TestData.ClientProfile);
        return service;
    }

    private static Task ForgetAsync(RunningNotifications service) =>
        service.WriteAsync(db => db.Set<OutboxMessage>().ExecuteDeleteAsync());

    private static Task<IReadOnlyDictionary<string, long>> SweepAsync(RunningNotifications service, bool everything = false) =>
        service.Services.GetRequiredService<NoticeReconciliation>()
            .RunAsync(everything, dryRun: false, TestContext.Current.CancellationToken);
}
