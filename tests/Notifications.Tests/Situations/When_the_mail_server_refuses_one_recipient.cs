using Notifications.Email;
using Notifications.Ledger;
using Notifications.Tests.Running;
using Shouldly;
using Xunit;

namespace Notifications.Tests.Situations;

public sealed class When_the_mail_server_refuses_one_recipient : NotificationsSituation
{
    protected override async Task GivenAsync()
    {
        await base.GivenAsync();
        Mail.OnSend = email => email.To == Some.ClientAddress
            ? throw new EmailNotSentException("smtp-recipient-550", isPermanent: true)
            : Task.CompletedTask;
        await Service.TellAsync(Some.Requested());
    }

    [Fact]
    public async Task Should_fail_that_email_at_once_and_for_good()
    {
        await Service.AdvanceAsync(TimeSpan.FromDays(1));

        var line = (await Service.EmailLinesAsync()).Single();
        line.Status.ShouldBe(DeliveryStatuses.Failed);
        line.LastError.ShouldBe("smtp-recipient-550");
        Mail.Attempts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Should_send_the_emails_of_others()
    {
        await Service.TellAsync(Some.Expired());

        Mail.Taken.Single().To.ShouldBe(Some.FreelancerAddress);
    }
}
