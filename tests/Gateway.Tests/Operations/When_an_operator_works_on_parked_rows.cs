using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Operations;

public sealed class When_an_operator_works_on_parked_rows : IClassFixture<GatewayFixture>
{
    private static readonly Guid _rowId = Guid.Parse("019c0000-0000-7000-8000-000000000001");

    private readonly GatewayFixture _gateway;

    public When_an_operator_works_on_parked_rows(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<GetFeedbackParkedRows>(_ => new ParkedRows { Items = [Row(_rowId)], HasMore = true });
        _gateway.Services.On<GetNotificationsParkedRows>(_ => new ParkedRows { Items = [], HasMore = false });
        _gateway.Services.On<ChangeFeedbackParkedRows>(_ => new ParkedRowsChanged { Count = 1 });
        _gateway.Services.On<ChangeNotificationsParkedRows>(_ => new ParkedRowsChanged { Count = 0 });
    }

    [Fact]
    public async Task Should_list_those_of_both_outboxes()
    {
        var reply = await _gateway.GetAsync("/api/ops/parked", Tokens.For("olga", "ops"));

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Json.ShouldEqualJson($$$"""
            {"items":[{"outbox":"feedback","rowId":"{{{_rowId}}}","messageId":"{{{_rowId}}}","messageType":"urn:message:Some",
              "destination":"exchange:some","attempts":10,"lastError":null,"parkedAt":"2026-01-10T08:30:00Z"}],
            "hasMore":true,"missing":{}}
            """);
    }

    [Fact]
    public async Task Should_list_those_of_one_outbox_when_the_other_service_is_away()
    {
        _gateway.Services.On<GetNotificationsParkedRows>(_ => throw new ServiceUnavailableException(new TimeoutException()));

        var reply = await _gateway.GetAsync("/api/ops/parked", Tokens.For("olga", "ops"));

        reply.Json.GetProperty("items").GetArrayLength().ShouldBe(1);
        reply.Json.GetProperty("missing").ShouldEqualJson(
            """{"notifications":"The service's database is away or takes too long."}""");
    }

    [Theory]
    [InlineData("replay", StoppedMessageActions.Replay)]
    [InlineData("discard", StoppedMessageActions.Discard)]
    public async Task Should_have_one_or_all_changed_for_the_operator(string verb, string action)
    {
        var one = await PostAsync($"feedback/{verb}?id={_rowId}");
        var all = await PostAsync($"notifications/{verb}?all=true");

        one.Status.ShouldBe(HttpStatusCode.OK);
        one.Json.ShouldEqualJson("""{"count":1}""");
        all.Json.ShouldEqualJson("""{"count":0}""");
        _gateway.Services.Received<ChangeFeedbackParkedRows>().ShouldHaveSingleItem().ShouldBe(
            new ChangeFeedbackParkedRows { Action = action, RowId = _rowId, CallerId = "olga" });
        _gateway.Services.Received<ChangeNotificationsParkedRows>().ShouldHaveSingleItem().ShouldBe(
            new ChangeNotificationsParkedRows { Action = action, CallerId = "olga" });
    }

    [Theory]
    [InlineData("feedback/discard")]
    [InlineData("feedback/discard?id=")]
    [InlineData("feedback/discard?all=false")]
    [InlineData("feedback/discard?all=yes")]
    [InlineData("feedback/discard?all=true&id=019c0000-0000-7000-8000-000000000001")]
    public async Task Should_change_nothing_when_it_is_not_said_what_is_meant(string path)
    {
        (await PostAsync(path)).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-input");

        _gateway.Services.Received<ChangeFeedbackParkedRows>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_not_find_what_is_not_parked()
    {
        (await PostAsync($"notifications/replay?id={_rowId}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await PostAsync("feedback/replay?id=nonsense")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync("elsewhere/replay?all=true")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        _gateway.Services.Received<ChangeFeedbackParkedRows>().ShouldBeEmpty();
    }

    private static ParkedRow Row(Guid id) => new()
    {
        RowId = id,
        MessageId = id,
        MessageType = "urn:message:Some",
        Destination = "exchange:some",
        Attempts = 10,
        ParkedAt = TestData.Start,
    };

    private Task<Reply> PostAsync(string path) => _gateway.PostAsync($"/api/ops/parked/{path}", Tokens.For("olga", "ops"));
}
