using System.Net;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit;
using Xunit;

namespace EndToEnd.Tests.Embedded;

[Collection<EmbeddedTests>]
public sealed class When_the_client_would_rather_answer_later(EmbeddedSystem system)
{
    [Fact]
    public async Task R54_Should_let_the_freelancer_ask_again_from_that_date_on_and_never_expire()
    {
        var contract = await system.ContractAsync();
        var requested = await system.RequestedAsync(contract);
        var from = (await system.NowAsync()).AddDays(20);
        var declined = await system.Api.DeclineAsync(contract.ContractId, requested.Id("requestId"), contract.ClientId, from);
        declined.Status.ShouldBe(HttpStatusCode.OK, declined.Body);
        var offered = await system.Api.TabAsync(contract.ContractId, contract.FreelancerId);

        await system.AdvanceToAsync(declined.Instant("askAgainFrom"));
        var paid = await system.Api.PublishAsync(UpstreamEvent.PaymentMade(contract, await system.NowAsync()));
        paid.Status.ShouldBe(HttpStatusCode.Accepted, paid.Body);
        var tab = await system.TabShowsAsync(contract, tab => tab.Member("actions.requestFeedback.allowed").GetBoolean());
        var next = await system.Api.RequestFeedbackAsync(contract.ContractId, contract.FreelancerId);

        offered.Text("actions.requestFeedback.reasons.0.code").ShouldBe("asked-for-later");
        next.Status.ShouldBe(HttpStatusCode.Created, next.Body);
        tab.Text("requests.0.status").ShouldBe("declined");
        await Eventually.Until(async () => (await system.MessageKindsAsync(contract.ClientId, contract)).Count == 2);
        (await system.MessageKindsAsync(contract.FreelancerId, contract)).ShouldBe(["request-declined"]);
    }
}
