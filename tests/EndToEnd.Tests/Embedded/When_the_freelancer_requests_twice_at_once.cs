using System.Net;
using EndToEnd.Tests.Systems;
using Shouldly;
using Xunit;

namespace EndToEnd.Tests.Embedded;

[Collection<EmbeddedTests>]
public sealed class When_the_freelancer_requests_twice_at_once(EmbeddedSystem system)
{
    [Fact]
    public async Task R8_Should_accept_one_and_refuse_the_other_with_the_winners_expiry()
    {
        var contract = await system.ContractAsync();

        var responses = await Task.WhenAll(
            system.Api.RequestFeedbackAsync(contract.ContractId, contract.FreelancerId),
            system.Api.RequestFeedbackAsync(contract.ContractId, contract.FreelancerId));

        var winner = responses.Where(response => response.Status == HttpStatusCode.Created).ShouldHaveSingleItem();
        var loser = responses.Where(response => response.Status == HttpStatusCode.Conflict).ShouldHaveSingleItem();
        loser.ReasonCodes.ShouldBe(["request-pending"]);
        loser.Instant("reasons.0.endsAt").ShouldBe(winner.Instant("expiresAt"));

        await system.AdvanceAsync(TimeSpan.Zero);
        (await system.MailsToAsync(contract.ClientEmail)).Count.ShouldBe(1);
        (await system.MessageKindsAsync(contract.ClientId, contract)).ShouldBe(["feedback-requested"]);
    }
}
