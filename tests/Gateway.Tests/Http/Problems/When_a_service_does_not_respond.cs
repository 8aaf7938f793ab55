using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Http.Problems;

public sealed class When_a_service_does_not_respond : IClassFixture<ImpatientGatewayFixture>
{
    private readonly ImpatientGatewayFixture _gateway;

    public When_a_service_does_not_respond(ImpatientGatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
    }

    [Fact]
    public async Task Should_say_to_come_back_later()
    {
        _gateway.Services.On<ProvideFeedback>(_ => null);

        var reply = await _gateway.PostAsync("/api/contracts/c-1/feedback", TestData.ClientToken, TestData.GoodFeedback);

        reply.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        int.Parse(reply.Headers["Retry-After"], null).ShouldBePositive();
    }

    [Fact]
    public async Task Should_say_so_too_when_the_second_of_two_does_not()
    {
        _gateway.Services.On<GetFeedbackRequest>(_ => new FeedbackRequestFound { Request = TestData.Request });
        _gateway.Services.On<GetDeliveries>(_ => null);

        var reply = await _gateway.GetAsync($"/api/contracts/c-1/feedback-requests/{TestData.RequestId}", TestData.ClientToken);

        reply.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
    }
}
