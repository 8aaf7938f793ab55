using System.Net;
using System.Text.Json;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Inbox;

public sealed class When_a_user_listens_for_messages : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    // Of each test its own: the streams that another one left may still be open for a moment.
    private readonly string _user = $"user-{Guid.NewGuid():N}";

    public When_a_user_listens_for_messages(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
    }

    [Fact]
    public async Task Should_send_what_is_stored_from_then_on()
    {
        var inbox = new ScriptedInbox(_gateway, _user, stored: [1, 2]);
        await using var stream = await OpenStream.OpenAsync(_gateway, user: _user);

        await inbox.StoreAsync(3);

        var (id, kind, data) = await stream.NextAsync();
        id.ShouldBe(InboxTestData.Id(3).ToString());
        kind.ShouldBe("feedback-received");
        JsonDocument.Parse(data).RootElement.ShouldEqualJson(InboxTestData.Json(3));
    }

    [Fact]
    public async Task Should_send_the_first_message_of_an_empty_inbox()
    {
        var inbox = new ScriptedInbox(_gateway, _user);
        await using var stream = await OpenStream.OpenAsync(_gateway, user: _user);

        await inbox.StoreAsync(1);

        (await stream.NextAsync()).Id.ShouldBe(InboxTestData.Id(1).ToString());
    }

    [Fact]
    public async Task Should_send_what_was_missed_after_the_last_event_oldest_first()
    {
        var inbox = new ScriptedInbox(_gateway, _user, stored: [1, 2, 3]);
        await using var stream = await OpenStream.OpenAsync(_gateway, user: _user, lastEventId: InboxTestData.Id(1).ToString());

        (await stream.NextAsync()).Id.ShouldBe(InboxTestData.Id(2).ToString());
        (await stream.NextAsync()).Id.ShouldBe(InboxTestData.Id(3).ToString());
        await inbox.StoreAsync(4);
        (await stream.NextAsync()).Id.ShouldBe(InboxTestData.Id(4).ToString());
    }

    [Fact]
    public async Task Should_send_all_that_was_missed_however_much()
    {
        _ = new ScriptedInbox(_gateway, _user, stored: [.. Enumerable.Range(1, 250)]);
        await using var stream = await OpenStream.OpenAsync(_gateway, user: _user, lastEventId: InboxTestData.Id(1).ToString());

        for (var number = 2; number <= 250; number++)
            (await stream.NextAsync()).Id.ShouldBe(InboxTestData.Id(number).ToString());
    }

    [Fact]
    public async Task Should_send_each_message_once_though_it_is_told_twice()
    {
        var inbox = new ScriptedInbox(_gateway, _user);
        await using var stream = await OpenStream.OpenAsync(_gateway, user: _user);
        await inbox.StoreAsync(1);
        (await stream.NextAsync()).Id.ShouldBe(InboxTestData.Id(1).ToString());

        await inbox.StoreAsync(1);
        await inbox.StoreAsync(2);

        (await stream.NextAsync()).Id.ShouldBe(InboxTestData.Id(2).ToString());
    }

    [Fact]
    public async Task Should_send_a_message_that_took_its_place_before_the_last_one()
    {
        var inbox = new ScriptedInbox(_gateway, _user, stored: [1]);
        await using var stream = await OpenStream.OpenAsync(_gateway, user: _user);
        await inbox.StoreAsync(3);
        (await stream.NextAsync()).Id.ShouldBe(InboxTestData.Id(3).ToString());

        await inbox.StoreAsync(2);

        (await stream.NextAsync()).Id.ShouldBe(InboxTestData.Id(2).ToString());
    }

    [Fact]
    public async Task Should_send_nothing_of_others()
    {
        var inbox = new ScriptedInbox(_gateway, _user);
        await using var stream = await OpenStream.OpenAsync(_gateway, user: _user);
        var before = Queries();

        await inbox.StoreAsync(1, recipientId: "clara");
        await inbox.StoreAsync(2);

        // The row of message 1 is theirs in this script: the signal alone was clara's, and it woke no stream of theirs.
        (await stream.NextAsync()).Id.ShouldBe(InboxTestData.Id(1).ToString());
        (await stream.NextAsync()).Id.ShouldBe(InboxTestData.Id(2).ToString());
        Queries().ShouldBe(before + 1);

        int Queries() => _gateway.Services.Received<GetInbox>().Count(query => query.RecipientId == _user);
    }

    [Fact]
    public async Task Should_name_a_last_event_that_is_none()
    {
        var reply = await _gateway.SendAsync(
            HttpMethod.Get, "/api/me/messages/stream", TestData.FreelancerToken, headers: ("Last-Event-ID", "nonsense"));

        reply.ShouldNameAsInvalid("Last-Event-ID");
    }

    [Fact]
    public async Task Should_take_the_token_of_a_browser_from_the_query_here_only()
    {
        _ = new ScriptedInbox(_gateway, _user, stored: [1, 2]);
        var query = $"access_token={Tokens.For(_user)}";

        using var stream = await _gateway.Http.GetAsync(
            $"/api/me/messages/stream?{query}", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var elsewhere = await _gateway.GetAsync($"/api/me/messages?{query}", token: null);

        stream.StatusCode.ShouldBe(HttpStatusCode.OK);
        elsewhere.ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
    }
}
