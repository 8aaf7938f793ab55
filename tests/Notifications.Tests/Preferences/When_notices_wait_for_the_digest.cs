using Contracts.Messages;
using Microsoft.EntityFrameworkCore;
using Notifications.Deliveries;
using Notifications.Email;
using Notifications.Preferences;
using Notifications.Tests.Support;
using Shouldly;
using TestKit;
using Xunit;

namespace Notifications.Tests.Preferences;

public sealed class When_notices_wait_for_the_digest : NotificationsSituation
{
    private readonly Guid _first = Guid.CreateVersion7();
    private readonly Guid _second = Guid.CreateVersion7();

    /// <summary>It is noon in UTC, and the client is in Berlin.</summary>
    protected override async Task GivenAsync()
    {
        await base.GivenAsync();
        await Service.PublishAndSettleAsync(TestData.ClientProfile with
        {
            EventId = "moved",
            ChangedAt = TestData.Now,
            Locale = "de-DE",
            TimeZone = "Europe/Berlin",
        });
        await Service.QueryAsync<SetNotificationPreferences, NotificationPreferences>(new SetNotificationPreferences
        {
            UserId = TestData.Client,
            Items = [new NotificationPreference { Kind = NoticeKinds.FeedbackRequested, Email = EmailModes.Digest }],
        });
        await Service.PublishAndSettleAsync(TestData.Requested(_first, message: "Wie läuft es?", title: "Web shop"));
        await Service.PublishAndSettleAsync(TestData.Requested(_second, title: "Blog"));
    }

    [Fact]
    public async Task Should_send_them_in_one_email_at_the_clients_local_hour()
    {
        await AdvanceToAsync(new DateTimeOffset(2026, 3, 2, 6, 59, 59, TimeSpan.Zero));
        Mail.Attempts.ShouldBeEmpty();

        await AdvanceToAsync(new DateTimeOffset(2026, 3, 2, 7, 0, 0, TimeSpan.Zero));

        var email = Mail.Accepted.ShouldHaveSingleItem();
        email.To.ShouldBe(TestData.ClientAddress);
        email.Subject.ShouldBe("Feedback: 2 Mitteilungen des Tages");
        email.Text.ShouldContain("„Web shop“");
        email.Text.ShouldContain("> Wie läuft es?");
        email.Text.ShouldContain("„Blog“");
        email.Text.ShouldContain("Sonntag, 15. März 2026, 13:00 Uhr (Europe/Berlin, UTC+01:00)");
        (await RequestDeliveriesAsync()).ShouldAllBe(delivery =>
            delivery.Status == DeliveryStatuses.Delivered && delivery.Attempts == 1 && delivery.Facts == null);
    }

    [Fact]
    public async Task Should_say_meanwhile_that_they_wait()
    {
        var deliveries = await Service.QueryAsync<GetDeliveries, Contracts.Messages.Deliveries>(new GetDeliveries { RequestId = _first });

        var email = deliveries.Items.Single(item => item.Channel == DeliveryChannels.Email);
        (email.Status, email.Reason, email.Attempts).ShouldBe(("pending", "waits-for-digest", 0));
        deliveries.Items.Single(item => item.Channel == DeliveryChannels.InApp).Status.ShouldBe("delivered");
    }

    [Fact]
    public async Task R48_Should_leave_out_what_is_no_longer_true()
    {
        await Service.PublishAndSettleAsync(TestData.Provided(_first));
        (await RequestDeliveriesAsync()).Single(delivery => delivery.RequestId == _first).Status.ShouldBe(DeliveryStatuses.Superseded);

        await Service.AdvanceAsync(TimeSpan.FromDays(1));

        var email = Mail.Accepted.Single(email => email.To == TestData.ClientAddress);
        email.Text.ShouldNotContain("Web shop");
        email.Text.ShouldContain("Blog");
    }

    [Fact]
    public async Task R48_Should_leave_out_what_has_expired_though_nobody_has_told_of_it_yet()
    {
        await Service.PublishAndSettleAsync(TestData.Requested(title: "Warehouse scanner") with { ExpiresAt = TestData.Now.AddHours(1) });

        await Service.AdvanceAsync(TimeSpan.FromDays(1));

        Mail.Accepted.ShouldHaveSingleItem().Text.ShouldNotContain("Warehouse scanner");
        (await RequestDeliveriesAsync()).Count(delivery => delivery.Status == DeliveryStatuses.Superseded).ShouldBe(1);
    }

    [Fact]
    public async Task R48_Should_send_nothing_when_nothing_is_true_any_more()
    {
        await Service.PublishAndSettleAsync(TestData.Closed(_first));
        await Service.PublishAndSettleAsync(TestData.Closed(_second));

        await Service.AdvanceAsync(TimeSpan.FromDays(1));

        Mail.Attempts.ShouldAllBe(email => email.To == TestData.FreelancerAddress);
        (await DigestAsync()).Status.ShouldBe(DeliveryStatuses.Superseded);
    }

    [Fact]
    public async Task R49_Should_carry_the_same_message_id_after_a_failure_and_say_what_became_of_each()
    {
        Mail.GoDown();
        await Service.AdvanceAsync(TimeSpan.FromDays(1));
        (await RequestDeliveriesAsync()).ShouldAllBe(delivery =>
            delivery.Status == DeliveryStatuses.Retrying && delivery.LastError == "smtp-unreachable");
        Mail.ComeBack();

        await Service.AdvanceAsync(TimeSpan.FromSeconds(11));

        Mail.Attempts.Select(email => email.MessageId).Distinct().ShouldHaveSingleItem().ShouldBe((await DigestAsync()).MessageId);
        (await RequestDeliveriesAsync()).ShouldAllBe(delivery =>
            delivery.Status == DeliveryStatuses.Delivered && delivery.Attempts == 2 && delivery.LastError == null);
    }

    [Fact]
    public async Task Should_begin_a_new_digest_once_the_first_has_begun_to_leave()
    {
        Mail.GoDown();
        await Service.AdvanceAsync(TimeSpan.FromDays(1));
        Mail.ComeBack();
        await Service.PublishAndSettleAsync(TestData.Requested(title: "Warehouse scanner"));

        await Service.AdvanceAsync(TimeSpan.FromSeconds(11));
        await Service.AdvanceAsync(TimeSpan.FromDays(1));

        Mail.Accepted.Count.ShouldBe(2);
        Mail.Accepted[0].Text.ShouldNotContain("Warehouse scanner");
        Mail.Accepted[1].Text.ShouldContain("Warehouse scanner");
        Mail.Accepted.Select(email => email.MessageId).ShouldBeUnique();
    }

    [Fact]
    public async Task R51_Should_let_operators_send_a_notice_of_a_failed_digest_by_itself()
    {
        Mail.OnSend = _ => throw new EmailNotSentException("smtp-550", EmailFailure.Refused);
        await Service.AdvanceAsync(TimeSpan.FromDays(1));
        Mail.ComeBack();
        var failed = (await RequestDeliveriesAsync()).Single(delivery => delivery.RequestId == _first);
        failed.Status.ShouldBe(DeliveryStatuses.Failed);

        await Service.QueryAsync<ResendDelivery, DeliveryReleased>(
            new ResendDelivery { DeliveryId = failed.DeliveryId, CallerId = "ops-1" });
        await Service.SettleAsync();

        Mail.Accepted.ShouldHaveSingleItem().MessageId.ShouldBe(failed.MessageId);
    }

    [Fact]
    public async Task R51_Should_send_all_notices_of_a_failed_digest_again_with_the_digest()
    {
        Mail.OnSend = _ => throw new EmailNotSentException("smtp-550", EmailFailure.Refused);
        await Service.AdvanceAsync(TimeSpan.FromDays(1));
        Mail.ComeBack();
        var failed = await DigestAsync();

        await Service.QueryAsync<ResendDelivery, DeliveryReleased>(
            new ResendDelivery { DeliveryId = failed.DeliveryId, CallerId = "ops-1" });
        await Service.SettleAsync();

        var email = Mail.Accepted.ShouldHaveSingleItem();
        email.MessageId.ShouldBe(failed.MessageId);
        email.Text.ShouldContain("„Web shop“");
        email.Text.ShouldContain("„Blog“");
        (await RequestDeliveriesAsync()).ShouldAllBe(delivery => delivery.Status == DeliveryStatuses.Delivered && delivery.Facts == null);
    }

    [Fact]
    public async Task R43_Should_not_let_operators_send_a_notice_by_itself_while_its_digest_is_being_sent()
    {
        Mail.GoDown();
        await Service.AdvanceAsync(TimeSpan.FromDays(1));
        var notice = (await RequestDeliveriesAsync()).First();
        object? response = null;
        Mail.OnSend = async _ => response ??= (await Service.QueryAsync<ResendDelivery, DeliveryReleased, DeliveryNotReleased>(
            new ResendDelivery { DeliveryId = notice.DeliveryId, CallerId = "ops-1" })).Message;

        await Service.AdvanceAsync(TimeSpan.FromSeconds(11));

        var reason = response.ShouldBeOfType<DeliveryNotReleased>().Reason;
        reason.Code.ShouldBe(ResendRefusals.UnderWay);
        reason.EndsAt.ShouldNotBeNull();
        Mail.Accepted.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task R48_Should_not_call_a_notice_superseded_that_leaves_while_its_request_ends()
    {
        var notice = (await RequestDeliveriesAsync()).Single(delivery => delivery.RequestId == _first);
        Mail.OnSend = async email =>
        {
            if (email.To != TestData.ClientAddress)
                return;

            await Service.PublishAsync(TestData.Provided(_first));
            await Eventually.Until(() => Service.HandledSendEmails.Any(handled => handled.DeliveryId == notice.DeliveryId));
        };

        await Service.AdvanceAsync(TimeSpan.FromDays(1));

        Mail.Accepted.Single(email => email.To == TestData.ClientAddress).Text.ShouldContain("„Web shop“");
        (await RequestDeliveriesAsync()).ShouldAllBe(delivery => delivery.Status == DeliveryStatuses.Delivered);
    }

    [Fact]
    public async Task R48_Should_not_try_again_what_may_have_arrived_when_nothing_in_it_is_true_any_more()
    {
        Mail.OnSend = _ => throw new EmailNotSentException("smtp-test", EmailFailure.Unknown);
        await Service.AdvanceAsync(TimeSpan.FromDays(1));
        Mail.ComeBack();
        await Service.PublishAndSettleAsync(TestData.Closed(_first));
        await Service.PublishAndSettleAsync(TestData.Closed(_second));

        await Service.AdvanceAsync(TimeSpan.FromSeconds(11));
        await Service.AdvanceAsync(TimeSpan.FromHours(1));

        var digest = await DigestAsync();
        (digest.Status, digest.Attempts, digest.LastError, digest.Facts).ShouldBe((DeliveryStatuses.Unknown, 1, null, null));
        Mail.Attempts.Count(email => email.To == TestData.ClientAddress).ShouldBe(1);
    }

    [Fact]
    public async Task R48_Should_not_call_a_notice_delivered_that_an_attempt_left_out()
    {
        Mail.OnSend = _ => throw new EmailNotSentException("smtp-test", EmailFailure.Unknown);
        await Service.AdvanceAsync(TimeSpan.FromDays(1));
        Mail.ComeBack();
        await Service.PublishAndSettleAsync(TestData.Closed(_first));

        await Service.AdvanceAsync(TimeSpan.FromSeconds(11));

        Mail.Accepted.Single(email => email.To == TestData.ClientAddress).Text.ShouldNotContain("Web shop");
        (await RequestDeliveriesAsync()).ToDictionary(delivery => delivery.RequestId!.Value, delivery => delivery.Status).ShouldBe(
            new Dictionary<Guid, string> { [_first] = DeliveryStatuses.Unknown, [_second] = DeliveryStatuses.Delivered },
            ignoreOrder: true);
    }

    [Fact]
    public async Task Should_count_them_as_one_email_for_operators()
    {
        var overview = await Service.QueryAsync<GetNotificationsOverview, NotificationsOverview>(
            new GetNotificationsOverview { AsOf = Service.Clock.GetUtcNow() });

        overview.Emails.ShouldBe(new Dictionary<string, long> { ["pending"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task Should_gather_all_in_one_digest_until_an_address_arrives()
    {
        var withoutAddress = TestData.Profile(TestData.Client, TestData.ClientName, email: null, TestData.Now.AddMinutes(1), "left");
        await Service.PublishAndSettleAsync(withoutAddress);
        await Service.AdvanceAsync(TimeSpan.FromDays(1));
        await Service.PublishAndSettleAsync(TestData.Requested(title: "Podcast"));
        await Service.AdvanceAsync(TimeSpan.FromDays(1));

        await Service.PublishAndSettleAsync(withoutAddress with
        {
            EventId = "back",
            Email = TestData.ClientAddress,
            ChangedAt = TestData.Now.AddMinutes(2),
        });

        var text = Mail.Accepted.ShouldHaveSingleItem().Text;
        text.ShouldContain("Web shop");
        text.ShouldContain("Podcast");
    }

    [Theory]
    [InlineData("2026-03-28T06:59:59Z", "Europe/Berlin", "2026-03-28T07:00:00Z")]
    [InlineData("2026-03-28T07:00:00Z", "Europe/Berlin", "2026-03-29T06:00:00Z")]
    [InlineData("2026-03-28T07:00:00Z", null, "2026-03-28T08:00:00Z")]
    [InlineData("2026-03-28T07:00:00Z", "Mars/Olympus", "2026-03-28T08:00:00Z")]
    [InlineData("2026-03-28T23:30:00Z", "Pacific/Auckland", "2026-03-29T19:00:00Z")]
    public void Should_be_due_at_the_next_local_hour(string now, string? zone, string due) =>
        DigestTime.After(DateTimeOffset.Parse(now, null), zone, 8).At.ShouldBe(DateTimeOffset.Parse(due, null));

    [Fact]
    public void Should_be_due_when_clocks_go_on_where_they_skip_the_hour() =>
        DigestTime.After(new DateTimeOffset(2026, 3, 29, 0, 30, 0, TimeSpan.Zero), "Europe/Berlin", 2).At
            .ShouldBe(new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.Zero));

    private Task AdvanceToAsync(DateTimeOffset instant) => Service.AdvanceAsync(instant - Service.Clock.GetUtcNow());

    private async Task<List<Delivery>> RequestDeliveriesAsync() =>
        [.. (await Service.EmailDeliveriesAsync()).Where(delivery => delivery.Notice == NoticeKinds.FeedbackRequested)];

    private Task<Delivery> DigestAsync() =>
        Service.ReadAsync(db => db.Deliveries.AsNoTracking().SingleAsync(delivery => delivery.Notice == EmailDigests.Kind));
}
