using Contracts.Messages;
using Notifications.Tests.Support;
using Shouldly;
using TestKit;
using Xunit;

namespace Notifications.Tests.Email;

public sealed class When_the_mail_server_is_down : NotificationsSituation
{
    /// <summary>The first, six that follow within 10.6 hours, and one every 8 hours after these.</summary>
    private const int AttemptsWithinFiveDays = 7 + 13;

    protected override async Task GivenAsync()
    {
        await base.GivenAsync();
        Mail.GoDown();
        await Service.PublishAndSettleAsync(TestData.Requested());
    }

    [Fact]
    public async Task R9_Should_still_deliver_the_in_app_message()
    {
        (await Service.InAppMessagesAsync()).Count.ShouldBe(1);
        var inApp = (await Service.DeliveriesAsync()).Single(delivery => delivery.Channel == DeliveryChannels.InApp);
        inApp.Status.ShouldBe(DeliveryStatuses.Delivered);
    }

    [Fact]
    public async Task Should_show_the_email_as_retrying_with_the_class_of_the_failure()
    {
        var delivery = (await Service.EmailDeliveriesAsync()).Single();

        delivery.Status.ShouldBe(DeliveryStatuses.Retrying);
        delivery.Attempts.ShouldBe(1);
        delivery.LastError.ShouldBe("smtp-unreachable");
        delivery.SendingUntil.ShouldBeNull();
    }

    [Fact]
    public async Task Should_wait_the_first_delay_before_it_tries_again()
    {
        await Service.AdvanceAsync(TimeSpan.FromSeconds(9.9));
        Mail.Attempts.Count.ShouldBe(1);

        await Service.AdvanceAsync(TimeSpan.FromSeconds(0.2));
        Mail.Attempts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task R43_Should_send_it_once_with_the_same_message_id_when_the_server_is_back()
    {
        Mail.ComeBack();
        await Service.AdvanceAsync(TimeSpan.FromSeconds(11));
        await Service.AdvanceAsync(TimeSpan.FromDays(1));

        Mail.Accepted.Count.ShouldBe(1);
        Mail.Attempts.Select(email => email.MessageId).Distinct().ShouldHaveSingleItem();
        var delivery = (await Service.EmailDeliveriesAsync()).Single();
        delivery.Status.ShouldBe(DeliveryStatuses.Delivered);
        delivery.Attempts.ShouldBe(2);
        delivery.LastError.ShouldBeNull();
        Mail.Accepted[0].MessageId.ShouldBe($"<{delivery.DeliveryId:N}@localhost>");
    }

    [Fact]
    public async Task Should_repeat_the_last_delay_until_the_horizon_and_then_give_up_and_say_so()
    {
        for (var retry = 0; retry < 25; retry++)
            await Service.AdvanceAsync(TimeSpan.FromHours(9));

        var delivery = (await Service.EmailDeliveriesAsync()).Single();
        delivery.Status.ShouldBe(DeliveryStatuses.Failed);
        delivery.Attempts.ShouldBe(AttemptsWithinFiveDays);
        Mail.Attempts.Count.ShouldBe(AttemptsWithinFiveDays);
        Service.Log.Lines().ShouldContain(text => text.Contains($"Email {delivery.DeliveryId}") && text.Contains("given up"), 1);
    }
}
