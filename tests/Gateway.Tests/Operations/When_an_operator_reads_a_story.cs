using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Operations;

public sealed class When_an_operator_reads_a_story : IClassFixture<GatewayFixture>
{
    private static readonly Guid _requestId = Guid.Parse("019c0000-0000-7000-8000-000000000001");

    private readonly GatewayFixture _gateway;

    public When_an_operator_reads_a_story(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<GetFeedbackStory>(_ => new Story
        {
            Entries = [Entry(0, "feedback-requested", """{"facts":{"paid":true}}"""), Entry(2, "request-expired", "{}")],
            IsShortened = false,
            Subjects = [_requestId],
        });
        _gateway.Services.On<GetNoticeStory>(_ => new Story
        {
            Entries = [Entry(1, "delivery-delivered", """{"attempts":1}""")],
            IsShortened = false,
        });
    }

    [Fact]
    public async Task Should_tell_it_in_order_with_its_notices()
    {
        var reply = await ReadAsync($"requests/{_requestId}");

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Json.ShouldEqualJson("""
            {"entries":[
              {"at":"2026-01-10T08:30:00Z","what":"feedback-requested","id":"id","details":{"facts":{"paid":true}}},
              {"at":"2026-01-10T08:31:00Z","what":"delivery-delivered","id":"id","details":{"attempts":1}},
              {"at":"2026-01-10T08:32:00Z","what":"request-expired","id":"id","details":{}}],
            "isShortened":false,"missing":{}}
            """);
        _gateway.Services.Received<GetFeedbackStory>().ShouldHaveSingleItem().ShouldBe(new GetFeedbackStory { RequestId = _requestId });
        _gateway.Services.Received<GetNoticeStory>().ShouldHaveSingleItem().Subjects.ShouldBe([_requestId]);
    }

    [Fact]
    public async Task Should_tell_that_of_a_contract()
    {
        var reply = await ReadAsync("contracts/a%2Fb");

        reply.Status.ShouldBe(HttpStatusCode.OK);
        _gateway.Services.Received<GetFeedbackStory>().ShouldHaveSingleItem().ContractId.ShouldBe("a/b");
    }

    [Fact]
    public async Task Should_tell_what_is_known_when_the_notices_can_not_be_read()
    {
        _gateway.Services.On<GetNoticeStory>(_ => throw new InvalidOperationException("Away."));

        var reply = await ReadAsync($"requests/{_requestId}");

        reply.Json.GetProperty("entries").GetArrayLength().ShouldBe(2);
        reply.Json.GetProperty("missing").ShouldEqualJson("""{"notifications":"The service failed; its log says why."}""");
    }

    [Fact]
    public async Task Should_say_that_nothing_is_known()
    {
        _gateway.Services.On<GetFeedbackStory>(_ => new StoryNotFound());

        (await ReadAsync($"requests/{_requestId}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await ReadAsync("requests/nonsense")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await ReadAsync("contracts/nowhere")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        _gateway.Services.Received<GetFeedbackStory>().Count.ShouldBe(2);
    }

    private static StoryItem Entry(int minute, string what, string details) =>
        new() { At = TestData.Start.AddMinutes(minute), What = what, Id = "id", Details = details };

    private Task<Reply> ReadAsync(string path) => _gateway.GetAsync($"/api/ops/{path}", Tokens.For("olga", "ops"));
}
