using Notifications.Email;
using Notifications.Ledger;
using Notifications.Tests.Running;
using Shouldly;
using TestKit;
using Xunit;

namespace Notifications.Tests.Situations;

public sealed class When_the_mail_server_is_slow_with_one_email : NotificationsSituation
{
    private readonly TaskCompletionSource _answer = new();
    private Delivery _line = null!;

    protected override async Task GivenAsync()
    {
        await base.GivenAsync();
        Mail.OnSend = email => email.To == Some.ClientAddress ? _answer.Task : Task.CompletedTask;
        await Service.PublishAsync(Some.Requested());
        await Eventually.Until(() => Mail.Attempts.Count == 1);
        _line = (await Service.EmailLinesAsync()).Single();
    }

    [Fact]
    public void R43_Should_have_recorded_the_attempt_before_the_mail_is_taken()
    {
        _line.Attempts.ShouldBe(1);
        _line.Status.ShouldBe(DeliveryStatuses.Pending);
        _line.SendingUntil.ShouldNotBeNull().ShouldBe(Service.Clock.GetUtcNow() + TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));

        _answer.SetResult();
    }

    [Fact]
    public async Task Should_send_the_emails_of_others_meanwhile()
    {
        await Service.PublishAsync(Some.Expired());

        await Eventually.Until(() => Mail.Taken.Any(email => email.To == Some.FreelancerAddress));
        _answer.SetResult();
    }

    [Fact]
    public async Task R43_Should_not_send_it_a_second_time_when_its_command_is_delivered_again_meanwhile()
    {
        await Service.SendAsync(SendEmail.Queue, new SendEmail { DeliveryId = _line.DeliveryId, Attempt = 1 });
        await Eventually.Until(async () => (await Service.OutboxAsync()).Timers == 1);
        _answer.SetResult();
        await Service.SettleAsync();

        await Service.AdvanceAsync(TimeSpan.FromMinutes(1));

        Mail.Attempts.Count.ShouldBe(1);
        var line = (await Service.EmailLinesAsync()).Single();
        line.Status.ShouldBe(DeliveryStatuses.Delivered);
        line.Attempts.ShouldBe(1);
    }
}
