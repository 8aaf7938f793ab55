using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Http.Problems;

/// <summary>A command waits in its queue for as long as the service is away: one that expired would count as failed.</summary>
public sealed class When_a_service_is_stopped(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Should_send_it_what_does_not_expire()
    {
        gateway.Services.On<ProvideFeedback>(_ => new ContractNotFound { ContractId = "c-1" });
        gateway.Services.On<GetFeedbackTab>(_ => new ContractNotFound { ContractId = "c-1" });

        var command = await gateway.PostAsync("/api/contracts/c-1/feedback", TestData.ClientToken, TestData.GoodFeedback);
        var query = await gateway.GetAsync("/api/contracts/c-1/feedback", TestData.ClientToken);

        command.Status.ShouldBe(HttpStatusCode.NotFound);
        query.Status.ShouldBe(HttpStatusCode.NotFound);
        gateway.Services.Expiring.ShouldBeEmpty();
    }
}
