using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Requests;

public sealed class When_a_request_is_not_accepted : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_a_request_is_not_accepted(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
    }

    [Fact]
    public async Task Should_give_all_reasons_of_a_refusal_and_their_ends()
    {
        var reply = await RequestAsync(new FeedbackRefused { ContractId = "c-1", Reasons = [TestData.TooYoung, TestData.NoPayment] });

        reply.ShouldBeProblem(HttpStatusCode.Conflict, "refused").GetProperty("reasons").ShouldEqualJson("""
            [{"code":"contract-too-young","detail":"The contract started less than 30 days ago.","endsAt":"2026-02-09T08:30:00Z"},
            {"code":"no-recent-payment","detail":"No payment in the last 30 days.","endsAt":null}]
            """);
    }

    [Fact]
    public async Task Should_tell_a_stranger_and_an_unknown_contract_alike()
    {
        var reply = await RequestAsync(new ContractNotFound { ContractId = "c-1" });

        reply.ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task R6_Should_forbid_the_client()
    {
        var reply = await RequestAsync(new CallerNotPermitted { ContractId = "c-1", RequiredRole = ContractRoles.Freelancer });

        reply.ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden").GetProperty("detail").GetString()!.ShouldContain("freelancer");
    }

    [Fact]
    public async Task Should_name_the_members_that_break_a_limit_of_the_service()
    {
        var reply = await RequestAsync(
            new InvalidInput { Errors = new Dictionary<string, string[]> { ["message"] = ["has 5001 characters"] } });

        reply.ShouldNameAsInvalid("message");
        reply.Json.GetProperty("errors").GetProperty("message")[0].GetString().ShouldBe("has 5001 characters");
    }

    private Task<Reply> RequestAsync(object response)
    {
        _gateway.Services.On<RequestFeedback>(_ => response);
        return _gateway.PostAsync("/api/contracts/c-1/feedback-requests", TestData.FreelancerToken, "{}");
    }
}
