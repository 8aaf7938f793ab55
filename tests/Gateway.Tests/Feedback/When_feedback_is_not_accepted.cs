using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Feedback;

public sealed class When_feedback_is_not_accepted : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_feedback_is_not_accepted(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
    }

    [Fact]
    public async Task Should_give_all_reasons_of_a_refusal_and_their_ends()
    {
        var reply = await ProvideAsync(new FeedbackRefused { ContractId = "c-1", Reasons = [TestData.TooYoung, TestData.NoPayment] });

        var reasons = reply.ShouldBeProblem(HttpStatusCode.Conflict, "refused").GetProperty("reasons");
        reasons.EnumerateArray().Select(reason => reason.GetProperty("code").GetString())
            .ShouldBe(["contract-too-young", "no-recent-payment"]);
    }

    [Fact]
    public async Task Should_tell_a_stranger_and_an_unknown_contract_alike()
    {
        var reply = await ProvideAsync(new ContractNotFound { ContractId = "c-1" });

        reply.ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task R17_Should_forbid_the_freelancer()
    {
        var reply = await ProvideAsync(new CallerNotPermitted { ContractId = "c-1", RequiredRole = ContractRoles.Client });

        reply.ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden").GetProperty("detail").GetString()!.ShouldContain("client");
    }

    [Fact]
    public async Task Should_name_the_members_that_break_a_limit_of_the_service()
    {
        var reply = await ProvideAsync(
            new InvalidInput { Errors = new Dictionary<string, string[]> { ["comment"] = ["has 5001 characters"] } });

        reply.ShouldNameAsInvalid("comment");
    }

    private Task<Reply> ProvideAsync(object response)
    {
        _gateway.Services.On<ProvideFeedback>(_ => response);
        return _gateway.PostAsync("/api/contracts/c-1/feedback", TestData.ClientToken, TestData.GoodFeedback);
    }
}
