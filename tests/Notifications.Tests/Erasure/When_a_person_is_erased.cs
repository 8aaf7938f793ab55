using Contracts.Messages;
using Microsoft.Extensions.DependencyInjection;
using Notifications.Erasure;
using Notifications.Tests.Support;
using Shared;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Erasure;

public sealed class When_a_person_is_erased_on_SQLite() : When_a_person_is_erased(onPostgres: false);

public sealed class When_a_person_is_erased_on_PostgreSQL() : When_a_person_is_erased(onPostgres: true);

public abstract class When_a_person_is_erased(bool onPostgres) : ErasureSituation(onPostgres)
{
    /// <summary>By <c>ops erase-user</c>, and by the event <c>user-erased</c>.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_leave_no_id_name_or_address_in_any_table(bool byEvent)
    {
        await GivenNoticesAsync();
        (await DumpAsync()).ShouldContain(line => NamesTheClient(line));

        await (byEvent ? EraseByEventAsync(Erased) : EraseAsync());

        (await DumpAsync()).ShouldNotContain(line => NamesTheClient(line));
        (await Service.InAppMessagesAsync()).ShouldHaveSingleItem().Text.ShouldStartWith("[erased] gave you feedback");
    }

    [Fact]
    public async Task Should_say_what_it_touched()
    {
        await GivenNoticesAsync();

        var touched = await EraseAsync();

        touched.ShouldBe(
            new Dictionary<string, long>
            {
                ["deliveries"] = 9,
                ["in-app-messages"] = 4,
                ["webhook-deliveries"] = 0,
                ["webhooks"] = 0,
                ["outbox-messages"] = 2,
                ["email-preferences"] = 1,
                ["user-profiles"] = 1,
            },
            ignoreOrder: true);
    }

    [Fact]
    public async Task Should_send_the_person_no_email_any_more()
    {
        await GivenNoticesAsync();
        var sent = Service.Mail.Accepted.Count;

        await EraseAsync();
        Service.Mail.ComeBack();
        await Service.AdvanceAsync(TimeSpan.FromHours(1));

        Service.Mail.Accepted.Count.ShouldBe(sent + 1);
        Service.Mail.Accepted.ShouldNotContain(mail => mail.Subject.Contains("second", StringComparison.Ordinal));
        (await Service.EmailDeliveriesAsync()).Where(email => email.RecipientId == Pseudonym)
            .ShouldAllBe(email => email.IsSettled && email.Facts == null);
    }

    [Fact]
    public async Task Should_touch_nothing_the_second_time()
    {
        await GivenNoticesAsync();
        await EraseAsync();
        var first = await DumpAsync();

        (await EraseAsync()).Values.ShouldAllBe(rows => rows == 0);

        (await DumpAsync()).ShouldBe(first);
    }

    [Fact]
    public async Task Should_change_nothing_in_a_dry_run_and_count_the_same()
    {
        await GivenNoticesAsync();
        var before = await DumpAsync();

        var dry = await EraseAsync(dryRun: true);

        (await DumpAsync()).ShouldBe(before);
        (await EraseAsync()).ShouldBe(dry, ignoreOrder: true);
    }

    [Fact]
    public async Task Should_not_bring_the_person_back_by_a_later_message()
    {
        await EraseAsync();
        var request = TestData.Requested();

        await Service.PublishAndSettleAsync(TestData.Profile(
            TestData.Client, TestData.ClientName, TestData.ClientAddress, changedAt: TestData.Now, eventId: "later"));
        await Service.PublishAndSettleAsync(request);
        await Service.PublishAndSettleAsync(TestData.Provided(request.RequestId, comment: $"From {TestData.ClientName}"));
        var chosen = await Service.QueryAsync<SetNotificationPreferences, NotificationPreferences, InvalidInput>(new()
        {
            UserId = TestData.Client,
            Items = [new NotificationPreference { Kind = NoticeKinds.FeedbackRequested, Email = EmailModes.Off }],
        });

        (await DumpAsync()).ShouldNotContain(line => NamesTheClient(line));
        chosen.Message.ShouldBeOfType<InvalidInput>().Errors.Keys.ShouldBe(["userId"]);
        Service.Mail.Accepted.Single().To.ShouldBe(TestData.FreelancerAddress);
        (await Service.DeliveriesAsync()).Where(delivery => delivery.Notice == NoticeKinds.FeedbackRequested)
            .ShouldAllBe(delivery => delivery.RecipientId == Pseudonym && delivery.Status == DeliveryStatuses.Superseded);
    }

    [Fact]
    public async Task R48_Should_withdraw_the_invitation_to_a_request_of_the_person_that_ends()
    {
        Service.Mail.GoDown();
        var request = TestData.Requested();
        await Service.PublishAndSettleAsync(request);
        await Service.Services.GetRequiredService<NotificationsErasure>()
            .EraseAsync(TestData.Freelancer, null, null, dryRun: false, TestContext.Current.CancellationToken);

        await Service.PublishAndSettleAsync(
            TestData.Provided(request.RequestId) with { FreelancerId = ErasedUser.PseudonymOf(TestData.Freelancer) });
        Service.Mail.ComeBack();
        await Service.AdvanceAsync(TimeSpan.FromHours(1));

        Service.Mail.Accepted.ShouldBeEmpty();
    }
}
