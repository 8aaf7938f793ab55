using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using InboxPage = Contracts.Messages.Inbox;

namespace Gateway.Tests.Inbox;

public sealed class When_a_user_lists_their_messages : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_a_user_lists_their_messages(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<GetInbox>(_ => new InboxPage { Items = [InboxTestData.Message(1)], UnreadCount = 3, Next = "more" });
    }

    [Fact]
    public async Task Should_give_them_with_the_count_of_unread()
    {
        var reply = await ListAsync("");

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Json.ShouldEqualJson($$"""{"items":[{{InboxTestData.Json(1)}}],"next":"more","unreadCount":3}""");
    }

    [Theory]
    [InlineData(FeedbackRequestStatuses.Pending)]
    [InlineData(FeedbackRequestStatuses.Expired)]
    public async Task Should_say_how_the_request_of_each_stands_now(string status)
    {
        _gateway.Services.On<GetFeedbackRequestStatuses>(query => new CurrentRequestStatuses
        {
            Items =
            [
                .. query.RequestIds.Select(
                    id => new CurrentRequestStatus { RequestId = id, Status = status, ExpiresAt = TestData.Start }),
            ],
        });

        var reply = await ListAsync("");

        var message = InboxTestData.Json(1, $"\"{status}\"", "\"2026-01-10T08:30:00Z\"");
        reply.Json.ShouldEqualJson($$"""{"items":[{{message}}],"next":"more","unreadCount":3}""");
        _gateway.Services.Received<GetFeedbackRequestStatuses>().ShouldHaveSingleItem().RequestIds.ShouldBe([TestData.RequestId]);
    }

    [Fact]
    public async Task Should_give_them_all_the_same_while_nobody_can_tell()
    {
        _gateway.Services.On<GetFeedbackRequestStatuses>(_ => throw new InvalidOperationException("The saga is away."));

        var reply = await ListAsync("");

        reply.Json.ShouldEqualJson($$"""{"items":[{{InboxTestData.Json(1)}}],"next":"more","unreadCount":3}""");
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("?unread=", null)]
    [InlineData("?unread=true", true)]
    [InlineData("?unread=false", false)]
    public async Task Should_ask_for_all_unread_or_read(string query, bool? unread)
    {
        await ListAsync(query);

        _gateway.Services.Received<GetInbox>().ShouldHaveSingleItem()
            .ShouldBe(new GetInbox { RecipientId = "felix", Unread = unread, PageSize = 20 });
    }

    [Fact]
    public async Task Should_name_all_parameters_that_are_bad()
    {
        var reply = await ListAsync("?unread=maybe&limit=0");

        reply.ShouldNameAsInvalid("unread", "limit");
        _gateway.Services.Received<GetInbox>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_name_a_cursor_that_is_none()
    {
        _gateway.Services.On<GetInbox>(_ => new InvalidInput { Errors = new Dictionary<string, string[]> { ["cursor"] = ["is none"] } });

        (await ListAsync("?cursor=nonsense")).ShouldNameAsInvalid("cursor");
    }

    private Task<Reply> ListAsync(string query) => _gateway.GetAsync($"/api/me/messages{query}", TestData.FreelancerToken);
}
