using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Separate;

[Collection<SeparateTests>]
public sealed class When_the_saga_process_is_killed_after_it_accepted(SeparateSystem system)
{
    [Fact]
    public async Task R41_Should_notify_the_client_once_after_the_restart()
    {
        // The moment of the kill can't be chosen exactly: it is drawn several times.
        for (var round = 0; round < 3; round++)
        {
            var contract = await system.ContractAsync();
            system.Notifications.Suspend();
            var requested = await system.RequestedAsync(contract);
            await system.Saga.KillAsync();
            system.Notifications.Resume();

            await system.Saga.RestartAsync();

            await NotifiesOnceAsync(contract, requested.Id("requestId"));
        }
    }

    [Fact]
    public async Task R41_Should_notify_the_client_once_when_the_mail_server_was_slow_and_the_sender_died()
    {
        var contract = await system.ContractAsync();
        await system.Mail.BehaveAsync(SmtpBehaviour.Slow(TimeSpan.FromSeconds(2)) with { OnlyTo = contract.ClientEmail, Times = 1 });

        var requested = await system.RequestedAsync(contract);
        await system.Saga.KillAsync();
        await system.Saga.RestartAsync();

        await NotifiesOnceAsync(contract, requested.Id("requestId"));
    }

    /// <summary>What a repeated notice would do, it would have done before a later answer's own notices are out.</summary>
    private async Task NotifiesOnceAsync(Api.Contract contract, Guid requestId)
    {
        await system.Mail.MailsToAsync(contract.ClientEmail);
        await Eventually.Until(async () => (await system.MessageKindsAsync(contract.ClientId, contract)).Count >= 1);

        await system.Api.ProvideFeedbackAsync(contract.ContractId, contract.ClientId);
        await system.Mail.MailsToAsync(contract.FreelancerEmail);

        (await system.StatusAsync(contract, requestId)).ShouldBe("answered");
        (await system.Mail.MailsToAsync(contract.ClientEmail)).Count.ShouldBe(1);
        (await system.MessageKindsAsync(contract.ClientId, contract)).ShouldBe(["feedback-requested"]);
        (await system.RejectsAsync()).ShouldBeEmpty();
    }
}
