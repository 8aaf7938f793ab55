using Contracts.Messages;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Notices;

public sealed class When_other_events_are_announced : NotificationsSituation
{
    [Fact]
    public async Task R16_Should_tell_the_freelancer_of_feedback()
    {
        var requestId = Guid.CreateVersion7();

        await Service.PublishAndSettleAsync(TestData.Provided(requestId, "Splendid."));

        await ShouldHaveToldAsync(
            TestData.Freelancer, NoticeKinds.FeedbackReceived, "Grace Hopper gave you feedback on “Website redesign”: 4.50 out of 5.");
        Mail.Accepted.Single().To.ShouldBe(TestData.FreelancerAddress);
        var deliveries = await Service.QueryAsync<GetDeliveries, Contracts.Messages.Deliveries>(
            new GetDeliveries { RequestId = requestId });
        deliveries.Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task R16_Should_tell_the_freelancer_of_unasked_feedback()
    {
        await Service.PublishAndSettleAsync(TestData.Provided());

        await ShouldHaveToldAsync(TestData.Freelancer, NoticeKinds.FeedbackReceived, "Grace Hopper gave you feedback");
    }

    [Fact]
    public async Task R16_Should_tell_the_freelancer_of_expiry()
    {
        await Service.PublishAndSettleAsync(TestData.Expired());

        await ShouldHaveToldAsync(TestData.Freelancer, NoticeKinds.RequestExpired, "Grace Hopper didn't answer");
        Mail.Accepted.Single().Subject.ShouldBe("Your feedback request on “Website redesign” has expired");
    }

    [Fact]
    public async Task R15_Should_tell_the_freelancer_that_the_request_closed_and_nobody_that_it_expired()
    {
        await Service.PublishAndSettleAsync(TestData.Closed());

        await ShouldHaveToldAsync(
            TestData.Freelancer, NoticeKinds.RequestClosed, "Your feedback request on “Website redesign” is closed");
        Mail.Accepted.Single().Text.ShouldNotContain("expired");
    }

    [Fact]
    public async Task R55_Should_tell_the_freelancer_once_that_the_client_would_rather_answer_later_and_from_when_to_ask_again()
    {
        await Service.PublishAndSettleAsync(TestData.FreelancerProfile with
        {
            EventId = "profile-2",
            Locale = "de-DE",
            TimeZone = "Europe/Berlin",
            ChangedAt = TestData.Now.AddDays(-1),
        });
        var declined = TestData.Declined();

        await Service.PublishAndSettleAsync(declined);
        await Service.PublishAndSettleAsync(declined);

        await ShouldHaveToldAsync(
            TestData.Freelancer, NoticeKinds.RequestDeclined,
            "Grace Hopper möchte Ihre Bitte um Feedback zu „Website redesign“ lieber später beantworten. "
            + "Sie können ab Dienstag, 31. März 2026, 14:00 Uhr (Europe/Berlin, UTC+02:00) erneut fragen, "
            + "wenn der Vertragsraum es dann anbietet.");
        var email = Mail.Accepted.Single();
        (email.To, email.Subject).ShouldBe((TestData.FreelancerAddress, "Ihre Bitte um Feedback zu „Website redesign“: jetzt nicht"));
        email.Text.ShouldContain("ab Dienstag, 31. März 2026, 14:00 Uhr (Europe/Berlin, UTC+02:00)");
        email.Text.ShouldContain("niemand sonst sieht es");
    }

    [Fact]
    public async Task R16_Should_remind_the_client_where_reminders_are_turned_on()
    {
        var requestId = Guid.CreateVersion7();
        await Service.PublishAndSettleAsync(TestData.Requested(requestId));

        await Service.PublishAndSettleAsync(TestData.Reminder(requestId));

        (await Service.InAppMessagesAsync()).Select(message => (message.RecipientId, message.Kind)).ShouldBe(
            [(TestData.Client, NoticeKinds.FeedbackRequested), (TestData.Client, NoticeKinds.FeedbackReminder)], ignoreOrder: true);
        Mail.Accepted.Select(email => email.To).ShouldBe([TestData.ClientAddress, TestData.ClientAddress]);
    }

    private async Task ShouldHaveToldAsync(string recipient, string kind, string text)
    {
        var message = (await Service.InAppMessagesAsync()).ShouldHaveSingleItem();
        message.RecipientId.ShouldBe(recipient);
        message.Kind.ShouldBe(kind);
        message.Text.ShouldStartWith(text);
        Mail.Accepted.ShouldHaveSingleItem();
    }
}
