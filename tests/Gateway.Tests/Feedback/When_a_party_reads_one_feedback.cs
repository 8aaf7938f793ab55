using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Feedback;

public sealed class When_a_party_reads_one_feedback : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_a_party_reads_one_feedback(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
    }

    [Fact]
    public async Task Should_show_it()
    {
        _gateway.Services.On<GetFeedback>(_ => new FeedbackFound { Feedback = TestData.EndOfContract, CallerRole = ContractRoles.Client });

        var reply = await ReadAsync();

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Json.ShouldEqualJson(TestData.EndOfContractJson);
        _gateway.Services.Received<GetFeedback>().ShouldHaveSingleItem()
            .ShouldBe(new GetFeedback { ContractId = "c-1", FeedbackId = "eoc-1", CallerId = "clara" });
    }

    [Fact]
    public async Task Should_not_find_another()
    {
        _gateway.Services.On<GetFeedback>(query => new FeedbackNotFound { ContractId = query.ContractId, FeedbackId = query.FeedbackId });

        (await ReadAsync()).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Should_tell_a_stranger_and_an_unknown_contract_alike()
    {
        _gateway.Services.On<GetFeedback>(query => new ContractNotFound { ContractId = query.ContractId });

        (await ReadAsync()).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    private Task<Reply> ReadAsync() => _gateway.GetAsync("/api/contracts/c-1/feedback/eoc-1", TestData.ClientToken);
}
