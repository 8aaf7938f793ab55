using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using WorkHistoryPage = Contracts.Messages.WorkHistory;

namespace Gateway.Tests.Http.Input;

/// <summary>R45: an id is opaque; whatever stands in it, every route reaches it, and none takes it for another.</summary>
public sealed class When_an_id_holds_any_character : IClassFixture<GatewayFixture>
{
    private const string GoodFeedback = """
        { "ratings": { "skills": 5, "quality": 5, "availability": 5, "deadlines": 5, "communication": 5.0, "cooperation": 5e0 } }
        """;

    private readonly GatewayFixture _gateway;

    public When_an_id_holds_any_character(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<GetWorkHistory>(_ => new WorkHistoryPage { Items = [] });
        _gateway.Services.On<GetFeedback>(query => new ContractNotFound { ContractId = query.ContractId });
        _gateway.Services.On<GetFeedbackTab>(query => new ContractNotFound { ContractId = query.ContractId });
        _gateway.Services.On<RequestFeedback>(command => new ContractNotFound { ContractId = command.ContractId });
        _gateway.Services.On<ProvideFeedback>(command => new ContractNotFound { ContractId = command.ContractId });
    }

    public static TheoryData<string> Ids { get; } =
    [
        "a/b", "/", "//", "/a", "a/", "a%2Fb", "a%2fb", "a%252Fb", "%2F", "a/%2F", "a/../b", "../a", "a\\b", "a;b=c", "a?b", "a#b", "a&b=c",
        "a b", "a+b", "100%", "a%", "a:b@c", "ä", "e\u0301", "😀", "a\"'<>b", "...", "~", "*",
    ];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task R45_Should_ask_for_that_very_id(string id)
    {
        var segment = Uri.EscapeDataString(id);
        await _gateway.GetAsync($"/api/freelancers/{segment}/work-history?limit=7", token: null);
        await _gateway.GetAsync($"/api/agencies/{segment}/work-history", token: null);
        await _gateway.GetAsync($"/api/contracts/{segment}/feedback", TestData.ClientToken);
        await _gateway.GetAsync($"/api/contracts/{segment}/feedback/{segment}", TestData.ClientToken);
        await _gateway.PostAsync($"/api/contracts/{segment}/feedback-requests", TestData.FreelancerToken, "{}");
        await _gateway.PostAsync($"/api/contracts/{segment}/feedback", TestData.ClientToken, GoodFeedback);

        _gateway.Services.Received<GetWorkHistory>().Select(query => query.OwnerId).ShouldBe([id, id]);
        _gateway.Services.Received<GetFeedbackTab>().ShouldHaveSingleItem().ContractId.ShouldBe(id);
        var feedback = _gateway.Services.Received<GetFeedback>().ShouldHaveSingleItem();
        (feedback.ContractId, feedback.FeedbackId).ShouldBe((id, id));
        _gateway.Services.Received<RequestFeedback>().ShouldHaveSingleItem().ContractId.ShouldBe(id);
        _gateway.Services.Received<ProvideFeedback>().ShouldHaveSingleItem().ContractId.ShouldBe(id);
    }

    [Theory]
    [InlineData("%20a%2Fb")]
    [InlineData("a%2Fb%0A")]
    [InlineData("a%2Fb%00")]
    public async Task R45_Should_refuse_what_is_no_id_though_it_holds_a_slash(string segment)
    {
        var reply = await _gateway.GetAsync($"/api/contracts/{segment}/feedback", TestData.ClientToken);

        reply.Status.ShouldBe(HttpStatusCode.BadRequest, reply.Text);
        _gateway.Services.Received<GetFeedbackTab>().ShouldBeEmpty();
    }
}
