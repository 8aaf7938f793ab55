using Contracts.Messages;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Notices;

public sealed class When_a_notice_is_no_longer_true : NotificationsSituation
{
    private readonly Guid _requestId = Guid.CreateVersion7();

    public enum Outcome
    {
        Answered,
        Expired,
        Closed,
        Declined,
    }

    /// <summary>Only the freelancer's address is known.</summary>
    protected override Task GivenAsync() => Service.PublishAndSettleAsync(TestData.FreelancerProfile);

    [Theory]
    [InlineData(Outcome.Answered)]
    [InlineData(Outcome.Expired)]
    [InlineData(Outcome.Closed)]
    [InlineData(Outcome.Declined)]
    public async Task R48_Should_not_send_an_invitation_whose_address_comes_after_the_end_of_the_request(Outcome outcome)
    {
        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));
        await PublishAsync(outcome);

        await ShouldBeSupersededAsync(NoticeKinds.FeedbackRequested, attempts: 0);
        await Service.PublishAndSettleAsync(TestData.ClientProfile);

        ShouldHaveSentTheClientNothing();
        await ShouldBeSupersededAsync(NoticeKinds.FeedbackRequested, attempts: 0);
    }

    [Theory]
    [InlineData(Outcome.Answered)]
    [InlineData(Outcome.Expired)]
    [InlineData(Outcome.Closed)]
    [InlineData(Outcome.Declined)]
    public async Task R48_Should_not_try_an_invitation_again_once_the_request_has_ended(Outcome outcome)
    {
        await Service.PublishAndSettleAsync(TestData.ClientProfile);
        Mail.GoDown();
        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));
        Mail.ComeBack();

        await PublishAsync(outcome);
        await Service.AdvanceAsync(TimeSpan.FromHours(1));

        Mail.Attempts.Count(email => email.To == TestData.ClientAddress).ShouldBe(1);
        await ShouldBeSupersededAsync(NoticeKinds.FeedbackRequested, attempts: 1);
    }

    [Theory]
    [InlineData(Outcome.Answered)]
    [InlineData(Outcome.Expired)]
    [InlineData(Outcome.Closed)]
    [InlineData(Outcome.Declined)]
    public async Task R48_Should_not_send_what_comes_after_the_end_of_the_request_on_any_channel(Outcome outcome)
    {
        await Service.PublishAndSettleAsync(TestData.ClientProfile);
        await PublishAsync(outcome);

        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));
        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));
        await Service.PublishAndSettleAsync(TestData.Reminder(_requestId));

        ShouldHaveSentTheClientNothing();
        (await Service.InAppMessagesAsync()).ShouldAllBe(message => message.RecipientId == TestData.Freelancer);
        await ShouldBeSupersededAsync(NoticeKinds.FeedbackRequested, attempts: 0);
        await ShouldBeSupersededAsync(NoticeKinds.FeedbackReminder, attempts: 0);
        (await Service.DeliveriesAsync())
            .Where(delivery => delivery.RecipientId == TestData.Client).ShouldAllBe(delivery => delivery.Status == "superseded");
    }

    [Fact]
    public async Task R48_Should_not_send_an_invitation_or_a_reminder_at_the_instant_of_expiry_though_nobody_has_told_of_it_yet()
    {
        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));
        await Service.PublishAndSettleAsync(TestData.Reminder(_requestId));
        Service.Clock.Advance(TestData.Now.AddDays(14) - Service.Clock.GetUtcNow());

        await Service.PublishAndSettleAsync(TestData.ClientProfile);

        ShouldHaveSentTheClientNothing();
        await ShouldBeSupersededAsync(NoticeKinds.FeedbackRequested, attempts: 0);
        await ShouldBeSupersededAsync(NoticeKinds.FeedbackReminder, attempts: 0);
    }

    [Fact]
    public async Task R48_Should_send_an_invitation_whose_address_comes_before_the_expiry_though_another_request_has_ended()
    {
        await Service.PublishAndSettleAsync(TestData.Requested(_requestId));
        await Service.PublishAndSettleAsync(TestData.Expired());
        await Service.PublishAndSettleAsync(TestData.Provided());
        Service.Clock.Advance(TestData.Now.AddDays(13) - Service.Clock.GetUtcNow());

        await Service.PublishAndSettleAsync(TestData.ClientProfile);

        Mail.Accepted.Count(email => email.To == TestData.ClientAddress).ShouldBe(1);
    }

    [Fact]
    public async Task Should_tell_the_freelancer_of_the_end_however_late_the_address_comes()
    {
        await Service.PublishAndSettleAsync(TestData.Profile(TestData.Freelancer, TestData.FreelancerName, email: null, TestData.Now));
        await PublishAsync(Outcome.Expired);
        Service.Clock.Advance(TimeSpan.FromDays(20));

        await Service.PublishAndSettleAsync(
            TestData.Profile(TestData.Freelancer, TestData.FreelancerName, TestData.FreelancerAddress, TestData.Now.AddDays(1)));

        Mail.Accepted.ShouldHaveSingleItem().To.ShouldBe(TestData.FreelancerAddress);
    }

    private Task PublishAsync(Outcome outcome) => outcome switch
    {
        Outcome.Answered => Service.PublishAndSettleAsync(TestData.Provided(_requestId)),
        Outcome.Expired => Service.PublishAndSettleAsync(TestData.Expired(_requestId)),
        Outcome.Declined => Service.PublishAndSettleAsync(TestData.Declined(_requestId)),
        _ => Service.PublishAndSettleAsync(TestData.Closed(_requestId)),
    };

    private void ShouldHaveSentTheClientNothing() => Mail.Attempts.ShouldAllBe(email => email.To == TestData.FreelancerAddress);

    private async Task ShouldBeSupersededAsync(string notice, int attempts)
    {
        var delivery = (await Service.EmailDeliveriesAsync()).Single(delivery => delivery.Notice == notice);
        delivery.Status.ShouldBe("superseded");
        delivery.Attempts.ShouldBe(attempts);
        delivery.Facts.ShouldBeNull();
        delivery.LastError.ShouldBeNull();
    }
}
