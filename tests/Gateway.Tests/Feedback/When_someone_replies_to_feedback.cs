using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Feedback;

public sealed class When_someone_replies_to_feedback : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_someone_replies_to_feedback(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
    }

    [Fact]
    public async Task R28_Should_refuse_the_freelancer_on_mid_contract_feedback()
    {
        var reply = await ReplyAsync(new FeedbackFound { Feedback = TestData.MidContract, CallerRole = ContractRoles.Freelancer });

        var reason = reply.ShouldBeProblem(HttpStatusCode.Conflict, "refused")
            .GetProperty("reasons").EnumerateArray().ShouldHaveSingleItem();
        reason.GetProperty("code").GetString().ShouldBe("reply-not-available");
        reason.GetProperty("endsAt").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task Should_point_to_the_other_system_for_end_of_contract_feedback()
    {
        var reply = await ReplyAsync(new FeedbackFound { Feedback = TestData.EndOfContract, CallerRole = ContractRoles.Freelancer });

        var reason = reply.ShouldBeProblem(HttpStatusCode.Conflict, "refused")
            .GetProperty("reasons").EnumerateArray().ShouldHaveSingleItem();
        reason.GetProperty("code").GetString().ShouldBe("reply-not-available");
        reason.GetProperty("detail").GetString()!.ShouldContain("end-of-contract feedback system");
    }

    [Fact]
    public async Task Should_forbid_the_client()
    {
        var reply = await ReplyAsync(new FeedbackFound { Feedback = TestData.MidContract, CallerRole = ContractRoles.Client });

        reply.ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Should_not_find_feedback_that_is_not_there()
    {
        var reply = await ReplyAsync(new FeedbackNotFound { ContractId = "c-1", FeedbackId = "f-1" });

        reply.ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Should_tell_a_stranger_and_an_unknown_contract_alike()
    {
        var reply = await ReplyAsync(new ContractNotFound { ContractId = "c-1" });

        reply.ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    private Task<Reply> ReplyAsync(object response)
    {
        _gateway.Services.On<GetFeedback>(_ => response);
        return _gateway.PostAsync("/api/contracts/c-1/feedback/f-1/replies", TestData.FreelancerToken, """{"text":"Thanks"}""");
    }
}
