using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Upstream;

public sealed class When_mid_contract_feedback_is_fetched : IClassFixture<GatewayFixture>
{
    private static readonly Guid _visible = Guid.Parse("019c0000-0000-7000-8000-000000000001");
    private static readonly Guid _held = Guid.Parse("019c0000-0000-7000-8000-000000000002");
    private static readonly Guid _request = Guid.Parse("019c0000-0000-7000-8000-000000000003");

    private readonly GatewayFixture _gateway;

    public When_mid_contract_feedback_is_fetched(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<GetMidContractFeedback>(_ => new MidContractFeedbackSeries
        {
            Contract = TestData.Contract with { AgencyId = null, EndedAt = TestData.Start.AddDays(90) },
            Feedback =
            [
                new()
                {
                    FeedbackId = _visible,
                    RequestId = _request,
                    ProvidedAt = TestData.Start.AddDays(40),
                    Visibility = FeedbackVisibilities.Visible,
                    Ratings = new() { Skills = 5, Quality = 4, Availability = 5, Deadlines = 3, Communication = 5, Cooperation = 4 },
                    Score = 4.33m,
                    Comment = "Fine <work>",
                },
                new() { FeedbackId = _held, ProvidedAt = TestData.Start.AddDays(80), Visibility = FeedbackVisibilities.Held },
            ],
        });
    }

    [Fact]
    public async Task R26_R72_Should_show_the_contract_and_its_feedback()
    {
        var reply = await FetchAsync("c-1");

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.ContentType.ShouldBe("application/json");
        reply.Json.ShouldEqualJson($$"""
            {"contract":{
              "contractId":"{{TestData.Contract.ContractId}}","clientId":"{{TestData.Contract.ClientId}}",
              "freelancerId":"{{TestData.Contract.FreelancerId}}","agencyId":null,
              "startedAt":"{{Text(TestData.Contract.StartedAt)}}","endedAt":"{{Text(TestData.Start.AddDays(90))}}"},
            "feedback":[
              {"feedbackId":"{{_visible}}","requestId":"{{_request}}","providedAt":"{{Text(TestData.Start.AddDays(40))}}",
               "visibility":"visible",
               "ratings":{"skills":5,"quality":4,"availability":5,"deadlines":3,"communication":5,"cooperation":4},
               "score":4.33,"comment":"Fine <work>","countsTowardJobSuccessScore":false},
              {"feedbackId":"{{_held}}","requestId":null,"providedAt":"{{Text(TestData.Start.AddDays(80))}}","visibility":"held",
               "ratings":null,"score":null,"comment":null,"countsTowardJobSuccessScore":false}]}
            """);
        _gateway.Services.Received<GetMidContractFeedback>().ShouldHaveSingleItem().ContractId.ShouldBe("c-1");
    }

    [Fact]
    public async Task R72_Should_say_that_there_is_no_such_contract()
    {
        _gateway.Services.On<GetMidContractFeedback>(query => new ContractNotFound { ContractId = query.ContractId });

        (await FetchAsync("nowhere")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ops")]
    [InlineData("Upstream")]
    public async Task R72_Should_be_for_the_upstream_role_alone(string? role)
    {
        var token = role is null ? TestData.ClientToken : Tokens.For("clara", role);

        (await _gateway.GetAsync("/api/upstream/contracts/c-1/mid-contract-feedback", token))
            .ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        (await _gateway.GetAsync("/api/upstream/contracts/c-1/mid-contract-feedback", token: null))
            .ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        _gateway.Services.Received<GetMidContractFeedback>().ShouldBeEmpty();
    }

    private static string Text(DateTimeOffset instant) => $"{instant.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}";

    private Task<Reply> FetchAsync(string contract) =>
        _gateway.GetAsync($"/api/upstream/contracts/{contract}/mid-contract-feedback", EventTestData.Token);
}
