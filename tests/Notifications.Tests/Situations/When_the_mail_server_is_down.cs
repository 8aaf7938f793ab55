using Notifications.Ledger;
using Notifications.Tests.Running;
using Shouldly;
using TestKit;
using Xunit;

namespace Notifications.Tests.Situations;

public sealed class When_the_mail_server_is_down : NotificationsSituation
{
    protected override async Task GivenAsync()
    {
        await base.GivenAsync();
        Mail.GoDown();
        await Service.TellAsync(Some.Requested());
    }

    [Fact]
    public async Task R9_Should_still_deliver_the_in_app_message()
    {
        (await Service.InAppMessagesAsync()).Count.ShouldBe(1);
        (await Service.LedgerAsync()).Single(line => line.Channel == DeliveryChannels.InApp).Status.ShouldBe(DeliveryStatuses.Delivered);
    }

    [Fact]
    public async Task Should_show_the_email_as_retrying_with_the_class_of_the_failure()
    {
        var line = (await Service.EmailLinesAsync()).Single();

        line.Status.ShouldBe(DeliveryStatuses.Retrying);
        line.Attempts.ShouldBe(1);
        line.LastError.ShouldBe("smtp-unreachable");
        line.SendingUntil.ShouldBeNull();
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

        Mail.Taken.Count.ShouldBe(1);
        Mail.Attempts.Select(email => email.MessageId).Distinct().ShouldHaveSingleItem();
        var line = (await Service.EmailLinesAsync()).Single();
        line.Status.ShouldBe(DeliveryStatuses.Delivered);
        line.Attempts.ShouldBe(2);
        line.LastError.ShouldBeNull();
        Mail.Taken[0].MessageId.ShouldBe($"<{line.DeliveryId:N}@localhost>");
    }

    [Fact]
    public async Task Should_give_up_after_the_last_delay_and_say_so()
    {
        for (var retry = 0; retry < 8; retry++)
            await Service.AdvanceAsync(TimeSpan.FromHours(9));

        var line = (await Service.EmailLinesAsync()).Single();
        line.Status.ShouldBe(DeliveryStatuses.Failed);
        line.Attempts.ShouldBe(7);
        Mail.Attempts.Count.ShouldBe(7);
        Service.Log.Lines().ShouldContain(text => text.Contains($"Email {line.DeliveryId}") && text.Contains("given up"), 1);
    }
}
