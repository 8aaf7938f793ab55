using System.Net;
using EndToEnd.Tests.Systems;
using Shouldly;
using Xunit;

namespace EndToEnd.Tests.Embedded;

[Collection<EmbeddedTests>]
public sealed class When_the_freelancer_asks_twice_at_once(EmbeddedSystem system)
{
    [Fact]
    public async Task R8_Should_accept_one_and_refuse_the_other_with_the_winners_expiry()
    {
        var contract = await system.ContractAsync();

        var answers = await Task.WhenAll(
            system.Api.AskAsync(contract.ContractId, contract.FreelancerId),
            system.Api.AskAsync(contract.ContractId, contract.FreelancerId));

        var winner = answers.Where(answer => answer.Status == HttpStatusCode.Created).ShouldHaveSingleItem();
        var loser = answers.Where(answer => answer.Status == HttpStatusCode.Conflict).ShouldHaveSingleItem();
        loser.ReasonCodes.ShouldBe(["request-pending"]);
        loser.Instant("reasons.0.endsAt").ShouldBe(winner.Instant("expiresAt"));

        await system.AdvanceAsync(TimeSpan.Zero);
        (await system.MailsToAsync(contract.ClientEmail)).Count.ShouldBe(1);
        (await system.MessageKindsAsync(contract.ClientId, contract)).ShouldBe(["feedback-requested"]);
    }
}
