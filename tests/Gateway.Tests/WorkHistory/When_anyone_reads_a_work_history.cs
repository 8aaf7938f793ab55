using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using WorkHistoryPage = Contracts.Messages.WorkHistory;

namespace Gateway.Tests.WorkHistory;

public sealed class When_anyone_reads_a_work_history : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_anyone_reads_a_work_history(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<GetWorkHistory>(_ => new WorkHistoryPage
        {
            Items = [new WorkHistoryItem { Contract = TestData.Contract, Feedback = [TestData.MidContract] }],
            Next = "more",
        });
    }

    [Fact]
    public async Task R24_Should_show_feedback_under_its_contract_without_the_parties()
    {
        var reply = await _gateway.GetAsync("/api/freelancers/felix/work-history", token: null);

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Json.ShouldEqualJson($$"""
            {"ownerId":"felix","ownerName":"felix","items":[{"contract":{"contractId":"c-1","title":"Web shop","startedAt":"2026-01-10T08:30:00Z","endedAt":null},
            "feedback":[{{TestData.MidContractJson}}]}],"next":"more"}
            """);
    }

    [Theory]
    [InlineData("/api/freelancers/felix/work-history", "felix", false)]
    [InlineData("/api/agencies/acme/work-history", "acme", true)]
    public async Task R25_Should_ask_for_a_freelancer_or_an_agency(string path, string ownerId, bool ofAgency)
    {
        await _gateway.GetAsync($"{path}?limit=7&cursor=abc", token: null);

        _gateway.Services.Received<GetWorkHistory>().ShouldHaveSingleItem()
            .ShouldBe(new GetWorkHistory { OwnerId = ownerId, OfAgency = ofAgency, PageSize = 7, Cursor = "abc" });
    }

    [Fact]
    public async Task Should_name_a_cursor_that_is_none()
    {
        _gateway.Services.On<GetWorkHistory>(_ =>
            new InvalidInput { Errors = new Dictionary<string, string[]> { ["cursor"] = ["is none"] } });

        var reply = await _gateway.GetAsync("/api/freelancers/felix/work-history?cursor=nonsense", token: null);

        reply.ShouldNameAsInvalid("cursor");
    }
}
