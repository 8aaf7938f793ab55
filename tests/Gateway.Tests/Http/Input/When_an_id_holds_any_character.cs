using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;
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
        _gateway.Services.On<GetMidContractFeedback>(query => new ContractNotFound { ContractId = query.ContractId });
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
        await _gateway.GetAsync($"/api/upstream/contracts/{segment}/mid-contract-feedback", Tokens.For("end-of-contract", "upstream"));
        await _gateway.PostAsync($"/api/contracts/{segment}/feedback-requests", TestData.FreelancerToken, "{}");
        await _gateway.PostAsync($"/api/contracts/{segment}/feedback", TestData.ClientToken, GoodFeedback);

        _gateway.Services.Received<GetWorkHistory>().Select(query => query.OwnerId).ShouldBe([id, id]);
        _gateway.Services.Received<GetFeedbackTab>().ShouldHaveSingleItem().ContractId.ShouldBe(id);
        var feedback = _gateway.Services.Received<GetFeedback>().ShouldHaveSingleItem();
        (feedback.ContractId, feedback.FeedbackId).ShouldBe((id, id));
        _gateway.Services.Received<GetMidContractFeedback>().ShouldHaveSingleItem().ContractId.ShouldBe(id);
        _gateway.Services.Received<RequestFeedback>().ShouldHaveSingleItem().ContractId.ShouldBe(id);
        _gateway.Services.Received<ProvideFeedback>().ShouldHaveSingleItem().ContractId.ShouldBe(id);
    }

    /// <summary>Behind a proxy an address may begin with its host (RFC 9112, 3.2.2).</summary>
    [Theory]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("%2F%2F", "//")]
    public async Task R45_Should_ask_for_that_very_id_though_the_address_names_the_host(string segment, string id)
    {
        using var handler = new SocketsHttpHandler { Proxy = new WebProxy(_gateway.Http.BaseAddress) };
        using var http = new HttpClient(handler);

        var text = await http.GetStringAsync(
            new Uri($"http://feedback.example/api/freelancers/{segment}/work-history"), TestContext.Current.CancellationToken);

        text.ShouldContain("\"items\":[]");
        _gateway.Services.Received<GetWorkHistory>().ShouldHaveSingleItem().OwnerId.ShouldBe(id);
    }

    /// <summary>The server drops dots from the path, so that its segments are others than those that were sent.</summary>
    [Theory]
    [InlineData("/api/x/../freelancers/a%2Fb/work-history")]
    [InlineData("/api/./freelancers/a%2Fb/work-history")]
    [InlineData("/api/x/%2E%2E/freelancers/a%2Fb/work-history")]
    public async Task R45_Should_take_no_id_for_another_where_the_address_holds_dots(string path)
    {
        var address = new Uri(
            _gateway.Http.BaseAddress!.ToString().TrimEnd('/') + path,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var response = await _gateway.Http.GetAsync(address, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        _gateway.Services.Received<GetWorkHistory>().ShouldBeEmpty();
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
