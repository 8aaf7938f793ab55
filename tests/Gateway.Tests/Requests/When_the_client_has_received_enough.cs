using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Requests;

public sealed class When_the_client_has_received_enough(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Should_refuse_with_the_time_to_wait()
    {
        gateway.Services.On<RequestFeedback>(command => new FeedbackRefused
        {
            ContractId = command.ContractId,
            Reasons =
            [
                new()
                {
                    Code = RefusalCodes.ClientRequestLimit,
                    Detail = "The client has enough.",
                    EndsAt = GatewayFixture.Stamp.AddSeconds(42.5),
                },
            ],
        });

        var reply = await gateway.PostAsync("/api/contracts/c-1/feedback-requests", TestData.FreelancerToken);

        var problem = reply.ShouldBeProblem(HttpStatusCode.TooManyRequests, "too-many");
        problem.GetProperty("limit").GetString().ShouldBe("client-requests");
        problem.GetProperty("detail").GetString().ShouldBe("The client has enough.");
        reply.Headers["Retry-After"].ShouldBe("43");
    }
}
