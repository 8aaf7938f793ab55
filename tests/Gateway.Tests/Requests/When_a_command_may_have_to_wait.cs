using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Requests;

/// <summary>While a service is away, its commands and queries wait in a durable queue that dead-letters what expires.</summary>
public class When_a_command_may_have_to_wait(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Should_not_expire_in_the_queue()
    {
        gateway.Services.Reset();
        gateway.Services.On<RequestFeedback>(command => new ContractNotFound { ContractId = command.ContractId });

        await gateway.PostAsync("/api/contracts/c-1/feedback-requests", TestData.FreelancerToken);

        gateway.Harness.PublishedSoFar<RequestFeedback>().ShouldHaveSingleItem().TimeToLive.ShouldBeNull();
    }
}
