using System.Net;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Shouldly;
using Xunit;

namespace EndToEnd.Tests.Embedded;

[Collection<EmbeddedTests>]
public sealed class When_a_reversal_names_another_contract(EmbeddedSystem system)
{
    [Fact]
    public async Task Should_say_so_and_take_the_other_events_of_the_batch()
    {
        var now = await system.NowAsync();
        var (contract, other, third) = (await system.ContractAsync(), Contract.New(), Contract.New());
        var payment = $"payment-{contract.ContractId}";
        await system.Api.PublishAsync(UpstreamEvent.PaymentMade(contract, now, payment));

        var response = await system.Api.PublishAsync(
            UpstreamEvent.ContractStarted(third, now), UpstreamEvent.PaymentReversed(other, payment, now));

        response.Status.ShouldBe(HttpStatusCode.BadRequest, response.Body);
        response.Member("errors").GetProperty("events[1].data.contractId")[0].GetString().ShouldBe("must be the contract of that payment");
        response.Text("detail")!.ShouldContain("The other events of the batch were taken.");
        (await system.Api.TabAsync(contract.ContractId, contract.FreelancerId)).Instant("contract.lastPaymentAt")
            .ShouldBe(now, tolerance: TimeSpan.FromMilliseconds(1));
        (await system.Api.TabAsync(third.ContractId, third.FreelancerId)).Status.ShouldBe(HttpStatusCode.OK);
    }
}
