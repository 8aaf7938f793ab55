using Contracts.Messages;
using Notifications.Email;
using Notifications.Tests.Support;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Email;

public sealed class When_the_mail_server_refuses_one_recipient : NotificationsSituation
{
    protected override async Task GivenAsync()
    {
        await base.GivenAsync();
        Mail.OnSend = email => email.To == TestData.ClientAddress
            ? throw new EmailNotSentException("smtp-recipient-550", EmailFailure.Refused)
            : Task.CompletedTask;
        await Service.PublishAndSettleAsync(TestData.Requested());
    }

    [Fact]
    public async Task Should_fail_that_email_at_once_and_for_good()
    {
        await Service.AdvanceAsync(TimeSpan.FromDays(1));

        var delivery = (await Service.EmailDeliveriesAsync()).Single();
        delivery.Status.ShouldBe(DeliveryStatuses.Failed);
        delivery.LastError.ShouldBe("smtp-recipient-550");
        Mail.Attempts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Should_send_the_emails_of_others()
    {
        await Service.PublishAndSettleAsync(TestData.Expired());

        Mail.Accepted.Single().To.ShouldBe(TestData.FreelancerAddress);
    }
}
