using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Http.Problems;

public sealed class When_a_service_fails : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_a_service_fails(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
    }

    [Fact]
    public async Task Should_keep_its_insides_to_itself()
    {
        _gateway.Services.On<GetFeedbackTab>(_ => throw new InvalidOperationException("password of the database"));

        var reply = await _gateway.GetAsync("/api/contracts/c-1/feedback", TestData.ClientToken);

        reply.ShouldBeProblem(HttpStatusCode.InternalServerError, "internal-error");
        reply.Text.ShouldNotContain("password");
        reply.Text.ShouldNotContain("Exception");
    }

    [Fact]
    public async Task Should_respond_in_problem_json_whatever_the_caller_accepts()
    {
        _gateway.Services.On<GetFeedbackTab>(_ => throw new InvalidOperationException());

        var reply = await _gateway.SendAsync(
            HttpMethod.Get, "/api/contracts/c-1/feedback", TestData.ClientToken, headers: ("Accept", "text/html"));

        reply.ShouldBeProblem(HttpStatusCode.InternalServerError, "internal-error");
    }
}
