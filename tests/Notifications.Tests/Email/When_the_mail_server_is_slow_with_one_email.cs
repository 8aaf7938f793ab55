using Contracts.Messages;
using Notifications.Deliveries;
using Notifications.Email;
using Notifications.Tests.Support;
using Shouldly;
using TestKit;
using Xunit;

namespace Notifications.Tests.Email;

public sealed class When_the_mail_server_is_slow_with_one_email : NotificationsSituation
{
    private readonly TaskCompletionSource _reply = new();
    private Delivery _delivery = null!;

    protected override async Task GivenAsync()
    {
        await base.GivenAsync();
        Mail.OnSend = email => email.To == TestData.ClientAddress ? _reply.Task : Task.CompletedTask;
        await Service.PublishAsync(TestData.Requested());
        await Eventually.Until(() => Mail.Attempts.Count == 1);
        _delivery = (await Service.EmailDeliveriesAsync()).Single();
    }

    [Fact]
    public void R43_Should_have_recorded_the_attempt_before_the_mail_is_accepted()
    {
        _delivery.Attempts.ShouldBe(1);
        _delivery.Status.ShouldBe(DeliveryStatuses.Pending);
        _delivery.SendingUntil.ShouldNotBeNull().ShouldBe(Service.Clock.GetUtcNow() + TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));

        _reply.SetResult();
    }

    [Fact]
    public async Task Should_send_the_emails_of_others_meanwhile()
    {
        await Service.PublishAsync(TestData.Expired());

        await Eventually.Until(() => Mail.Accepted.Any(email => email.To == TestData.FreelancerAddress));
        _reply.SetResult();
    }

    [Fact]
    public async Task R43_Should_not_send_it_a_second_time_when_its_command_is_delivered_again_meanwhile()
    {
        await Service.SendAsync(SendEmail.Queue, new SendEmail { DeliveryId = _delivery.DeliveryId, Attempt = 1 });
        await Eventually.Until(async () => (await Service.OutboxAsync()).Timers == 1);
        _reply.SetResult();
        await Service.SettleAsync();

        await Service.AdvanceAsync(TimeSpan.FromMinutes(1));

        Mail.Attempts.Count.ShouldBe(1);
        var delivery = (await Service.EmailDeliveriesAsync()).Single();
        delivery.Status.ShouldBe(DeliveryStatuses.Delivered);
        delivery.Attempts.ShouldBe(1);
    }
}
