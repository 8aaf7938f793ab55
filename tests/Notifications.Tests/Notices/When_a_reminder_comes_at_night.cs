using Contracts.Messages;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Notifications.Email;
using Notifications.Reconciliation;
using Notifications.Tests.Support;
using Shouldly;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Notices;

/// <summary>The client is in Berlin, where it is night from 20:00 to 07:00 UTC in winter.</summary>
public sealed class When_a_reminder_comes_at_night : NotificationsSituation
{
    private static readonly DateTimeOffset _evening = new(2026, 3, 7, 22, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset _morning = new(2026, 3, 8, 7, 0, 0, TimeSpan.Zero);

    private readonly Guid _requestId = Guid.CreateVersion7();

    protected override async Task GivenAsync()
    {
        await base.GivenAsync();
        await MoveAsync("Europe/Berlin");
        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));
        await AdvanceToAsync(_evening);
    }

    [Fact]
    public async Task R56_Should_wait_for_the_clients_morning_on_both_channels()
    {
        await Service.PublishAndSettleAsync(TestData.Reminder(_requestId));
        await AdvanceToAsync(_morning.AddSeconds(-1));
        var atNight = await RemindersAsync();

        await AdvanceToAsync(_morning);

        atNight.ShouldBe((0, 0));
        (await RemindersAsync()).ShouldBe((1, 1));
    }

    [Fact]
    public async Task R16_R56_Should_remind_once_however_often_the_event_came()
    {
        var reminder = TestData.Reminder(_requestId);
        await Service.PublishAndSettleAsync(reminder);
        await Service.PublishAndSettleAsync(reminder);
        await AdvanceToAsync(_morning.AddMinutes(1));
        await Service.PublishAndSettleAsync(reminder);
        await AdvanceToAsync(_morning.AddDays(1));

        (await RemindersAsync()).ShouldBe((1, 1));
    }

    [Fact]
    public async Task R56_Should_remind_at_once_by_day()
    {
        await AdvanceToAsync(_morning.AddHours(5));

        await Service.PublishAndSettleAsync(TestData.Reminder(_requestId));

        (await RemindersAsync()).ShouldBe((1, 1));
    }

    [Theory]
    [InlineData("declined")]
    [InlineData("answered")]
    [InlineData("closed")]
    public async Task R48_R56_Should_not_remind_of_a_request_that_ended_in_the_night(string end)
    {
        await Service.PublishAndSettleAsync(TestData.Reminder(_requestId));
        if (end == "declined")
            await Service.PublishAndSettleAsync(TestData.Declined(_requestId) with { DeclinedAt = _evening });
        else if (end == "answered")
            await Service.PublishAndSettleAsync(TestData.Provided(_requestId));
        else
            await Service.PublishAndSettleAsync(TestData.Closed(_requestId));

        await AdvanceToAsync(_morning);

        (await RemindersAsync()).ShouldBe((0, 0));
        (await ReminderDeliveriesAsync()).ShouldBe([DeliveryStatuses.Superseded, DeliveryStatuses.Superseded]);
    }

    [Fact]
    public async Task R56_Should_not_remind_when_the_time_is_over_in_the_morning()
    {
        await Service.PublishAndSettleAsync(TestData.Reminder(_requestId) with { ExpiresAt = _morning });
        var recorded = await ReminderDeliveriesAsync();

        await AdvanceToAsync(_morning);

        recorded.ShouldBe([DeliveryStatuses.Superseded, DeliveryStatuses.Superseded]);
        (await RemindersAsync()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task R56_Should_judge_the_morning_by_the_zone_that_the_client_has_then()
    {
        await Service.PublishAndSettleAsync(TestData.Reminder(_requestId));
        await MoveAsync("America/New_York", "moved-again");

        await AdvanceToAsync(_morning);
        var whileItIsNightInNewYork = await RemindersAsync();
        await AdvanceToAsync(new DateTimeOffset(2026, 3, 8, 12, 0, 0, TimeSpan.Zero));

        whileItIsNightInNewYork.ShouldBe((0, 0));
        (await RemindersAsync()).ShouldBe((1, 1));
    }

    [Fact]
    public async Task R56_Should_not_send_again_at_night_what_failed_by_day()
    {
        await AdvanceToAsync(new DateTimeOffset(2026, 3, 8, 19, 59, 55, TimeSpan.Zero));
        Mail.GoDown();
        await Service.PublishAndSettleAsync(TestData.Reminder(_requestId));
        Mail.ComeBack();
        var before = Mail.Attempts.Count;

        await Service.AdvanceAsync(TimeSpan.FromSeconds(30));
        await AdvanceToAsync(new DateTimeOffset(2026, 3, 9, 6, 59, 59, TimeSpan.Zero));
        var atNight = Mail.Attempts.Count;
        var findings = await SweepAsync();
        await AdvanceToAsync(new DateTimeOffset(2026, 3, 9, 7, 0, 0, TimeSpan.Zero));

        atNight.ShouldBe(before);
        findings.ShouldBeEmpty();
        (await RemindersAsync()).ShouldBe((1, 1));
    }

    [Fact]
    public async Task R56_Should_not_send_at_night_what_got_its_address_then()
    {
        await AdvanceToAsync(_morning.AddHours(5));
        await Service.WriteAsync(db => db.UserProfiles.Where(profile => profile.UserId == TestData.Client)
            .ExecuteUpdateAsync(set => set.SetProperty(profile => profile.Email, (string?)null)));
        await Service.PublishAndSettleAsync(TestData.Reminder(_requestId));
        await AdvanceToAsync(_evening.AddDays(1));

        await MoveAsync("Europe/Berlin", "address");
        var atNight = await RemindersAsync();
        await AdvanceToAsync(_morning.AddDays(1));

        atNight.ShouldBe((1, 0));
        (await RemindersAsync()).ShouldBe((1, 1));
    }

    /// <summary>Its fate is unknown for long, so that the reconciliation would take it for forgotten.</summary>
    [Fact]
    public async Task R51_R56_Should_wait_for_the_morning_unalarmed_when_operators_release_it_at_night()
    {
        await AdvanceToAsync(_morning.AddHours(5));
        Mail.OnSend = _ => throw new EmailNotSentException("smtp-test", EmailFailure.Unknown);
        await Service.PublishAndSettleAsync(TestData.Reminder(_requestId));
        await AdvanceToAsync(_evening.AddDays(1));
        Mail.ComeBack();
        var email = (await Service.EmailDeliveriesAsync()).Single(delivery => delivery.Notice == NoticeKinds.FeedbackReminder);
        await Service.WriteAsync(db => db.Deliveries.Where(delivery => delivery.DeliveryId == email.DeliveryId)
            .ExecuteUpdateAsync(set => set.SetProperty(delivery => delivery.At, _evening.AddDays(-3))));

        await Service.QueryAsync<ResendDelivery, DeliveryReleased>(
            new ResendDelivery { DeliveryId = email.DeliveryId, CallerId = "ops-1" });
        await Service.SettleAsync();
        await Service.AdvanceAsync(TimeSpan.FromHours(1));
        var findings = await SweepAsync();
        var atNight = await RemindersAsync();
        await AdvanceToAsync(_morning.AddDays(1));

        email.Status.ShouldBe(DeliveryStatuses.Unknown);
        findings.ShouldBeEmpty();
        atNight.ShouldBe((1, 0));
        (await RemindersAsync()).ShouldBe((1, 1));
    }

    [Fact]
    public async Task R56_Should_keep_a_digest_with_a_reminder_until_the_morning()
    {
        await Service.QueryAsync<SetNotificationPreferences, NotificationPreferences>(new SetNotificationPreferences
        {
            UserId = TestData.Client,
            Items = [new NotificationPreference { Kind = NoticeKinds.FeedbackReminder, Email = EmailModes.Digest }],
        });
        await AdvanceToAsync(_morning.AddHours(5));
        await Service.PublishAndSettleAsync(TestData.Reminder(_requestId));

        // The client moves west: the hour of the digest in Berlin is at night in New York.
        await MoveAsync("America/New_York", "moved-again");
        await AdvanceToAsync(_morning.AddDays(1));
        var atNight = Mail.Accepted.Count;
        await AdvanceToAsync(new DateTimeOffset(2026, 3, 9, 12, 0, 0, TimeSpan.Zero));

        Mail.Accepted.Count.ShouldBe(atNight + 1);
        Mail.Accepted[^1].Text.ShouldContain("A reminder");
    }

    [Fact]
    public async Task R56_Should_survive_the_loss_of_the_process()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using (var first = await StartAsync(database))
        {
            await first.PublishAndSettleAsync(TestData.ClientProfile);
            first.Clock.Advance(_evening - first.Clock.GetUtcNow());
            await first.PublishAndSettleAsync(TestData.Reminder(_requestId));
            (await first.ReadAsync(db => db.Set<OutboxMessage>().CountAsync(row => row.IsTimer))).ShouldBe(1);
        }

        await using var second = await StartAsync(database);
        second.Clock.Advance(_morning.AddHours(2) - second.Clock.GetUtcNow());
        await second.SettleAsync();

        (await second.InAppMessagesAsync()).ShouldHaveSingleItem().Kind.ShouldBe(NoticeKinds.FeedbackReminder);
        second.Mail.Accepted.ShouldHaveSingleItem().Subject.ShouldStartWith("A reminder");
    }

    private static Task<RunningNotifications> StartAsync(PostgresDatabase database) =>
        RunningNotifications.StartAsync(options => options.UseNpgsql(database.ConnectionString));

    private Task MoveAsync(string timeZone, string eventId = "moved") => Service.PublishAndSettleAsync(
        TestData.ClientProfile with { EventId = eventId, ChangedAt = Service.Clock.GetUtcNow(), TimeZone = timeZone });

    private Task AdvanceToAsync(DateTimeOffset instant) => Service.AdvanceAsync(instant - Service.Clock.GetUtcNow());

    private async Task<(int InApp, int Emails)> RemindersAsync() =>
        ((await Service.InAppMessagesAsync()).Count(message => message.Kind == NoticeKinds.FeedbackReminder),
            Mail.Accepted.Count(email => email.Subject.StartsWith("A reminder", StringComparison.Ordinal)));

    private async Task<IReadOnlyList<string>> ReminderDeliveriesAsync() =>
        [.. (await Service.DeliveriesAsync()).Where(delivery => delivery.Notice == NoticeKinds.FeedbackReminder)
            .Select(delivery => delivery.Status)];

    private Task<IReadOnlyDictionary<string, long>> SweepAsync() => Service.Services.GetRequiredService<NoticeReconciliation>()
        .RunAsync(everything: false, dryRun: false, TestContext.Current.CancellationToken);
}
