using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Requests;

public sealed class When_a_party_reads_a_request : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_a_party_reads_a_request(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<GetFeedbackRequest>(_ => new FeedbackRequestFound { Request = TestData.Request });
        _gateway.Services.On<GetDeliveries>(_ => TestData.Deliveries);
    }

    [Fact]
    public async Task Should_show_it_with_what_became_of_its_notices()
    {
        var reply = await ReadAsync(TestData.RequestId.ToString());

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Json.ShouldEqualJson(TestData.RequestJson());
        _gateway.Services.Received<GetFeedbackRequest>().ShouldHaveSingleItem().CallerId.ShouldBe("felix");
        _gateway.Services.Received<GetDeliveries>().ShouldHaveSingleItem().RequestId.ShouldBe(TestData.RequestId);
    }

    [Fact]
    public async Task Should_show_an_answered_one_with_its_feedback_and_end()
    {
        _gateway.Services.On<GetFeedbackRequest>(_ => new FeedbackRequestFound
        {
            Request = TestData.Request with
            {
                Status = FeedbackRequestStatuses.Answered,
                FeedbackId = TestData.FeedbackId,
                EndedAt = TestData.Start.AddDays(40),
            },
        });

        var reply = await ReadAsync(TestData.RequestId.ToString());

        reply.Json.GetProperty("status").GetString().ShouldBe("answered");
        reply.Json.GetProperty("feedbackId").GetGuid().ShouldBe(TestData.FeedbackId);
        reply.Json.GetProperty("endedAt").GetString().ShouldBe("2026-02-19T08:30:00Z");
    }

    [Theory]
    [InlineData("019c0000-0000-7000-8000-00000000ffff")]
    [InlineData("not-one-of-ours")]
    public async Task Should_not_find_another(string requestId)
    {
        _gateway.Services.On<GetFeedbackRequest>(query =>
            new FeedbackRequestNotFound { ContractId = query.ContractId, RequestId = query.RequestId });

        var reply = await ReadAsync(requestId);

        reply.ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        _gateway.Services.Received<GetDeliveries>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("019c0000-0000-7000-8000-00000000ffff")]
    [InlineData("not-one-of-ours")]
    public async Task Should_tell_a_stranger_nothing_but_that(string requestId)
    {
        _gateway.Services.On<GetFeedbackRequest>(query => new ContractNotFound { ContractId = query.ContractId });

        var reply = await ReadAsync(requestId);

        reply.ShouldBeProblem(HttpStatusCode.NotFound, "not-found").GetProperty("detail").GetString()!.ShouldContain("contract");
    }

    private Task<Reply> ReadAsync(string requestId) =>
        _gateway.GetAsync($"/api/contracts/c-1/feedback-requests/{requestId}", TestData.FreelancerToken);
}
