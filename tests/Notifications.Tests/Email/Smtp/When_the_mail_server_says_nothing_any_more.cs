using Contracts.Messages;
using Microsoft.Extensions.DependencyInjection;
using Notifications.Email;
using Notifications.Tests.Support;
using Shouldly;
using TestKit;
using TestKit.Servers;
using Xunit;

namespace Notifications.Tests.Email.Smtp;

public sealed class When_the_mail_server_says_nothing_any_more : SmtpSituation
{
    public static TheoryData<SmtpStage> Stages => [.. Enum.GetValues<SmtpStage>()];

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task Should_give_the_attempt_up_after_the_timeout(SmtpStage stage)
    {
        await Server.BehaveAsync(SmtpBehaviour.Hang(stage));
        await Service.PublishAsync(TestData.Requested());
        await HangsAsync(1);

        var isHandedOver = stage == SmtpStage.Data;
        Service.Clock.Advance(isHandedOver ? new EmailOptions().DataTimeout : new EmailOptions().Timeout);

        var delivery = await Eventually.Get(
            async () => (await Service.EmailDeliveriesAsync()).Single(), delivery => delivery.LastError is not null);
        delivery.LastError.ShouldBe("smtp-timeout");
        delivery.Status.ShouldBe(isHandedOver ? DeliveryStatuses.Unknown : DeliveryStatuses.Retrying);
        delivery.Attempts.ShouldBe(1);
        await HangsAsync(0);
    }

    [Fact]
    public async Task Should_not_hold_up_other_emails()
    {
        await Server.BehaveAsync(SmtpBehaviour.Hang(SmtpStage.Data));
        await Service.PublishAsync(TestData.Requested());
        await HangsAsync(1);
        await Server.BehaveAsync(SmtpBehaviour.Accept);

        await Service.PublishAsync(TestData.Expired());

        await Server.MailsToAsync(TestData.FreelancerAddress);
        (await Server.HangingAsync()).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task Should_hang_up_at_once_when_the_caller_gives_up(SmtpStage stage)
    {
        await Server.BehaveAsync(SmtpBehaviour.Hang(stage));
        using var caller = new CancellationTokenSource();
        var sending = Service.Services.GetRequiredService<IEmailSender>().SendAsync(
            new EmailMessage { To = TestData.ClientAddress, Subject = "s", MessageId = "<1@mail.example>", Text = "t", Html = "<p>h</p>" },
            caller.Token);
        await HangsAsync(1);

        await caller.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => sending);
        await HangsAsync(0);
        (await Server.MailsAsync()).ShouldBeEmpty();
    }

    private Task HangsAsync(int count) => Eventually.Until(async () => await Server.HangingAsync() == count, what: $"{count} hang");
}
