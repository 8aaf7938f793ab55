using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Feedback;

public sealed class When_a_party_opens_the_feedback_tab : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_a_party_opens_the_feedback_tab(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<GetDeliveries>(_ => TestData.Deliveries);
        _gateway.Services.On<GetFeedbackTab>(_ => new FeedbackTab
        {
            Contract = TestData.Contract,
            Feedback = [TestData.EndOfContract, TestData.MidContract],
            PendingRequest = TestData.Request,
            Requests = [TestData.Request],
            Trend = [new() { Kind = FeedbackKinds.EndOfContract, At = TestData.Start, Score = 4.8m, FeedbackId = "eoc-1" }],
            Actions = TestData.Actions,
            Policy = TestData.Policy,
        });
    }

    [Fact]
    public async Task Should_show_the_contract_all_feedback_the_request_and_the_actions()
    {
        var reply = await OpenAsync();

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.ContentType.ShouldBe("application/json");
        reply.Json.ShouldEqualJson($$"""
            {"contract":{{TestData.ContractJson}},"feedback":[{{TestData.EndOfContractJson}},{{TestData.MidContractJson}}],
            "trend":[{"kind":"end-of-contract","at":"2026-01-10T08:30:00Z","score":4.8,"feedbackId":"eoc-1","ratings":null}],
            "pendingRequest":{{TestData.RequestJson()}},"requests":[{{TestData.RequestJson()}}],"actions":{{TestData.ActionsJson}},
            "policy":{{TestData.PolicyJson}}}
            """);
    }

    [Fact]
    public async Task Should_query_for_this_caller_at_this_instant()
    {
        await OpenAsync();

        var query = _gateway.Services.Received<GetFeedbackTab>().ShouldHaveSingleItem();
        query.ShouldBe(new GetFeedbackTab { ContractId = "c-1", CallerId = "felix", AsOf = GatewayFixture.Stamp });
    }

    [Fact]
    public async Task Should_show_no_request_as_null()
    {
        _gateway.Services.On<GetFeedbackTab>(_ =>
            new FeedbackTab { Contract = TestData.Contract, Feedback = [], Actions = TestData.Actions });

        var reply = await OpenAsync();

        reply.Json.ShouldEqualJson($$"""
            {"contract":{{TestData.ContractJson}},"feedback":[],"trend":[],"pendingRequest":null,"requests":[],
            "actions":{{TestData.ActionsJson}},"policy":null}
            """);
        _gateway.Services.Received<GetDeliveries>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_show_without_deliveries_when_they_can_not_be_had()
    {
        _gateway.Services.On<GetDeliveries>(_ => throw new InvalidOperationException("No ledger today."));

        var reply = await OpenAsync();

        reply.Json.GetProperty("pendingRequest").ShouldEqualJson(TestData.RequestJson(deliveries: "null"));
    }

    [Fact]
    public async Task Should_not_be_kept_by_caches()
    {
        var reply = await OpenAsync();

        reply.Headers["Cache-Control"].ShouldBe("no-store");
    }

    [Fact]
    public async Task Should_tell_a_stranger_and_an_unknown_contract_alike()
    {
        _gateway.Services.On<GetFeedbackTab>(query => new ContractNotFound { ContractId = query.ContractId });

        var reply = await OpenAsync();

        reply.ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    private Task<Reply> OpenAsync() => _gateway.GetAsync("/api/contracts/c-1/feedback", TestData.FreelancerToken);
}
