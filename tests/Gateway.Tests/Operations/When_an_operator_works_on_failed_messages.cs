using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Operations;

public sealed class When_an_operator_works_on_failed_messages : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_an_operator_works_on_failed_messages(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<GetFeedbackFailedMessages>(_ => new FailedMessages { Items = [Failed("feedback-request")], HasMore = false });
        _gateway.Services.On<GetNotificationsFailedMessages>(_ => new FailedMessages { Items = [], HasMore = true });
        _gateway.Services.On<ChangeFeedbackFailedMessages>(_ => new FailedMessagesChanged { Count = 0 });
        _gateway.Services.On<ChangeNotificationsFailedMessages>(_ => new FailedMessagesChanged { Count = 2 });
    }

    [Fact]
    public async Task Should_list_those_of_both_services_without_bodies()
    {
        var reply = await GetAsync("");

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Json.ShouldEqualJson("""
            {"items":[{"queue":"feedback-request","message":"m-1","messageType":"urn:message:Some","failure":"Some.Exception",
              "failureMessage":"Request r-1","failedAt":"2026-01-01"}],"hasMore":true,"missing":{}}
            """);
    }

    [Fact]
    public async Task Should_say_in_words_that_the_transport_has_none()
    {
        _gateway.Services.On<GetFeedbackFailedMessages>(_ => new FailedMessages { Items = [], HasMore = false, Missing = "None here." });
        _gateway.Services.On<GetNotificationsFailedMessages>(_ => throw new InvalidOperationException("Away."));

        var reply = await GetAsync("");

        reply.Json.ShouldEqualJson("""
            {"items":[],"hasMore":false,
            "missing":{"feedback":"None here.","notifications":"The service failed; its log says why."}}
            """);
    }

    [Fact]
    public async Task Should_show_one_in_full()
    {
        var reply = await GetAsync("/feedback-request?message=m%2F1");

        reply.Json.GetProperty("error").GetProperty("message").GetString().ShouldBe("m-1");
        reply.Json.GetProperty("stackTrace").GetString().ShouldBe("at Somewhere()");
        reply.Json.GetProperty("body").GetString().ShouldBe("{}");
        _gateway.Services.Received<GetFeedbackFailedMessages>().ShouldHaveSingleItem().ShouldBe(
            new GetFeedbackFailedMessages { Queue = "feedback-request", MessageId = "m/1", Limit = 1 });
    }

    [Fact]
    public async Task Should_not_find_what_is_not_there()
    {
        (await GetAsync("/notifications-email?message=m-1")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await GetAsync("/notifications-email")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-input");
        (await PostAsync("feedback-request/replay?message=m-1")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("replay", StoppedMessageActions.Replay)]
    [InlineData("discard", StoppedMessageActions.Discard)]
    public async Task Should_have_one_or_all_of_a_queue_changed_for_the_operator(string verb, string action)
    {
        var one = await PostAsync($"notifications-email/{verb}?message=m-1");
        await PostAsync($"notifications-email/{verb}?all=true");

        one.Json.ShouldEqualJson("""{"count":2}""");
        _gateway.Services.Received<ChangeNotificationsFailedMessages>().ShouldBe(
        [
            new() { Action = action, Queue = "notifications-email", MessageId = "m-1", CallerId = "olga" },
            new() { Action = action, Queue = "notifications-email", CallerId = "olga" },
        ]);
    }

    [Fact]
    public async Task Should_change_nothing_when_it_is_not_said_what_is_meant()
    {
        (await PostAsync("notifications-email/discard")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-input");

        _gateway.Services.Received<ChangeNotificationsFailedMessages>().ShouldBeEmpty();
    }

    private static FailedMessage Failed(string queue) => new()
    {
        Queue = queue,
        MessageId = "m-1",
        MessageType = "urn:message:Some",
        Failure = "Some.Exception",
        FailureMessage = "Request r-1",
        FailedAt = "2026-01-01",
        StackTrace = "at Somewhere()",
        Body = "{}",
    };

    private Task<Reply> GetAsync(string path) => _gateway.GetAsync($"/api/ops/errors{path}", Tokens.For("olga", "ops"));

    private Task<Reply> PostAsync(string path) => _gateway.PostAsync($"/api/ops/errors/{path}", Tokens.For("olga", "ops"));
}
