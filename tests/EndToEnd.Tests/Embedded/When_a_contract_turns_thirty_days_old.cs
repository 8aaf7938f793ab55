using System.Net;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Shouldly;
using Xunit;

namespace EndToEnd.Tests.Embedded;

[Collection<EmbeddedTests>]
public sealed class When_a_contract_turns_thirty_days_old(EmbeddedSystem system)
{
    private static readonly TimeSpan _thirtyDays = TimeSpan.FromDays(30);

    [Fact]
    public async Task R2_Should_refuse_until_the_very_instant_and_accept_from_then_on()
    {
        // The clock goes on while we look: a request that came after the instant shows nothing, so another
        // contract is tried, from earlier on.
        for (var before = TimeSpan.FromSeconds(1); before < TimeSpan.FromHours(1); before *= 4)
        {
            var (contract, eligibleAt) = await ContractAlmostOldEnoughAsync();
            await system.AdvanceToAsync(eligibleAt - before);
            var early = await system.Api.RequestFeedbackAsync(contract.ContractId, contract.FreelancerId);
            if (early.Status == HttpStatusCode.Created && early.Instant("requestedAt") >= eligibleAt)
                continue;

            early.Status.ShouldBe(HttpStatusCode.Conflict, early.Body);
            early.ReasonCodes.ShouldBe(["contract-too-young"]);
            early.Instant("reasons.0.endsAt").ShouldBe(eligibleAt);

            await system.AdvanceToAsync(eligibleAt);
            var requested = await system.RequestedAsync(contract);
            requested.Instant("expiresAt").ShouldBe(requested.Instant("requestedAt") + TimeSpan.FromDays(14));
            return;
        }

        Assert.Fail("No request arrived before the instant, though the last had a quarter of an hour and more.");
    }

    private async Task<(Contract Contract, DateTimeOffset EligibleAt)> ContractAlmostOldEnoughAsync()
    {
        var contract = Contract.New();
        var startedAt = (await system.NowAsync()) - _thirtyDays + TimeSpan.FromHours(2);
        await system.Api.PublishAsync(
            UpstreamEvent.ContractStarted(contract, startedAt),
            UpstreamEvent.PaymentMade(contract, startedAt + TimeSpan.FromDays(29)));
        var tab = await system.TabShowsAsync(
            contract, tab => tab.Member("contract.lastPaymentAt").ValueKind is System.Text.Json.JsonValueKind.String);
        return (contract, tab.Instant("contract.startedAt") + _thirtyDays);
    }
}
