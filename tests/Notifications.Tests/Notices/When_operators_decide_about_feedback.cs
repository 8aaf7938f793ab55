using Contracts.Messages;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Notices;

public sealed class When_operators_decide_about_feedback : NotificationsSituation
{
    private readonly Guid _feedback = Guid.CreateVersion7();
    private readonly Guid _takeDown = Guid.CreateVersion7();

    [Theory]
    [InlineData(FeedbackReportStatuses.Upheld, "the feedback was taken down.", "took it down")]
    [InlineData(FeedbackReportStatuses.Dismissed, "the feedback stays as it is.", "left it as it is")]
    public async Task R60_Should_tell_the_freelancer_once_what_became_of_the_report(string outcome, string told, string written)
    {
        var decided = TestData.Decided(outcome);

        await Service.PublishAndSettleAsync(decided);
        await Service.PublishAndSettleAsync(decided);

        var message = (await Service.InAppMessagesAsync()).ShouldHaveSingleItem();
        (message.RecipientId, message.Kind).ShouldBe((TestData.Freelancer, NoticeKinds.ReportDecided));
        message.Text.ShouldEndWith(told);
        var email = Mail.Accepted.ShouldHaveSingleItem();
        email.To.ShouldBe(TestData.FreelancerAddress);
        email.Text.ShouldContain(written);
    }

    [Fact]
    public async Task R60_Should_tell_the_client_once_that_their_feedback_was_taken_down_and_that_it_is_restored()
    {
        var down = TestData.Changed(FeedbackVisibilities.TakenDown, _feedback, _takeDown);
        var restored = TestData.Changed(FeedbackVisibilities.Visible, _feedback, undone: _takeDown, minute: 1);

        foreach (var change in new[] { down, down, restored, restored })
            await Service.PublishAndSettleAsync(change);

        (await Service.InAppMessagesAsync()).Select(message => (message.RecipientId, message.Kind)).ShouldBe(
            [(TestData.Client, NoticeKinds.FeedbackTakenDown), (TestData.Client, NoticeKinds.FeedbackRestored)], ignoreOrder: true);
        Mail.Accepted.Select(email => (email.To, email.Subject)).ShouldBe(
            [
                (TestData.ClientAddress, "Your feedback on “Website redesign” was taken down"),
                (TestData.ClientAddress, "Your feedback on “Website redesign” is public again"),
            ],
            ignoreOrder: true);
        Mail.Accepted[0].Text.ShouldContain("it is about feedback that you gave");
    }

    [Fact]
    public async Task R60_Should_tell_nobody_that_feedback_is_held_or_released_again()
    {
        await Service.PublishAndSettleAsync(TestData.Changed(FeedbackVisibilities.Held, _feedback));
        await Service.PublishAndSettleAsync(TestData.Changed(FeedbackVisibilities.Visible, _feedback, minute: 1));

        (await Service.DeliveriesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task R49_R60_Should_tell_of_another_take_down_of_the_same_feedback()
    {
        await Service.PublishAndSettleAsync(TestData.Changed(FeedbackVisibilities.TakenDown, _feedback, _takeDown));
        await Service.PublishAndSettleAsync(TestData.Changed(FeedbackVisibilities.Visible, _feedback, undone: _takeDown, minute: 1));
        await Service.PublishAndSettleAsync(TestData.Changed(FeedbackVisibilities.TakenDown, _feedback, minute: 2));

        Mail.Accepted.Count.ShouldBe(3);
    }

    [Fact]
    public async Task R48_Should_not_tell_of_a_take_down_that_was_undone_before_its_event_came()
    {
        await Service.PublishAndSettleAsync(TestData.Changed(FeedbackVisibilities.Visible, _feedback, undone: _takeDown, minute: 1));
        await Service.PublishAndSettleAsync(TestData.Changed(FeedbackVisibilities.TakenDown, _feedback, _takeDown));

        Mail.Accepted.ShouldHaveSingleItem().Subject.ShouldContain("public again");
        (await Service.InAppMessagesAsync()).ShouldHaveSingleItem().Kind.ShouldBe(NoticeKinds.FeedbackRestored);
        (await Service.DeliveriesAsync()).Where(delivery => delivery.Notice == NoticeKinds.FeedbackTakenDown)
            .Select(delivery => delivery.Status).ShouldBe(["superseded", "superseded"]);
    }

    [Fact]
    public async Task R48_Should_not_send_what_was_undone_while_it_waited_to_be_sent()
    {
        Mail.GoDown();
        await Service.PublishAndSettleAsync(TestData.Changed(FeedbackVisibilities.TakenDown, _feedback, _takeDown));
        Mail.ComeBack();

        await Service.PublishAndSettleAsync(TestData.Changed(FeedbackVisibilities.Visible, _feedback, undone: _takeDown, minute: 1));
        await Service.AdvanceAsync(TimeSpan.FromHours(1));

        Mail.Accepted.ShouldHaveSingleItem().Subject.ShouldContain("public again");
        await ShouldBeSupersededAsync(NoticeKinds.FeedbackTakenDown);
    }

    [Fact]
    public async Task R48_R60_Should_not_send_the_text_of_feedback_that_was_taken_down_before_the_email_left()
    {
        Mail.GoDown();
        var provided = TestData.Provided(comment: "Slow and rude.");
        await Service.PublishAndSettleAsync(provided);
        Mail.ComeBack();

        await Service.PublishAndSettleAsync(TestData.Changed(FeedbackVisibilities.TakenDown, provided.FeedbackId));
        await Service.AdvanceAsync(TimeSpan.FromHours(1));

        Mail.Accepted.ShouldHaveSingleItem().To.ShouldBe(TestData.ClientAddress);
        await ShouldBeSupersededAsync(NoticeKinds.FeedbackReceived);
    }

    private async Task ShouldBeSupersededAsync(string notice)
    {
        var delivery = (await Service.EmailDeliveriesAsync()).Single(delivery => delivery.Notice == notice);
        (delivery.Status, delivery.Facts).ShouldBe(("superseded", null));
    }
}
