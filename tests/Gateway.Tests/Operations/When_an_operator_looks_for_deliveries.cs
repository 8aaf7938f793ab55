using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Operations;

public sealed class When_an_operator_looks_for_deliveries : IClassFixture<GatewayFixture>
{
    private static readonly Guid _id = Guid.Parse("019c0000-0000-7000-8000-000000000001");

    private readonly GatewayFixture _gateway;

    public When_an_operator_looks_for_deliveries(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<FindDeliveries>(_ => new FoundDeliveries
        {
            Items =
            [
                new()
                {
                    Delivery = new()
                    {
                        DeliveryId = _id, RequestId = _id, Channel = DeliveryChannels.Email, Notice = NoticeKinds.FeedbackRequested,
                        RecipientId = "clara", Status = DeliveryStatuses.Failed, Attempts = 9, At = TestData.Start, Reason = "smtp-451",
                    },
                    ContractId = "c-1",
                },
            ],
            Next = "cursor-2",
        });
        _gateway.Services.On<ReleaseDeliveries>(_ => new DeliveriesReleased { Released = 3, Refused = 1, HasMore = true });
    }

    [Fact]
    public async Task Should_list_them_page_by_page()
    {
        var reply = await GetAsync($"?status=failed&requestId={_id}&limit=5&cursor=cursor-1");

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Json.ShouldEqualJson($$"""
            {"items":[{"deliveryId":"{{_id}}","notice":"feedback-requested","channel":"email","status":"failed","attempts":9,
              "at":"2026-01-10T08:30:00Z","reason":"smtp-451","requestId":"{{_id}}","contractId":"c-1","recipientId":"clara"}],
            "next":"cursor-2"}
            """);
        _gateway.Services.Received<FindDeliveries>().ShouldHaveSingleItem().ShouldBe(
            new FindDeliveries { Status = "failed", RequestId = _id, PageSize = 5, Cursor = "cursor-1" });
    }

    [Theory]
    [InlineData("?status=lost")]
    [InlineData("?requestId=nonsense")]
    [InlineData("?limit=101")]
    public async Task Should_refuse_what_means_nothing(string query)
    {
        (await GetAsync(query)).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-input");

        _gateway.Services.Received<FindDeliveries>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_refuse_a_cursor_of_no_page()
    {
        _gateway.Services.On<FindDeliveries>(_ => InvalidInput.Of("cursor", InvalidInput.CursorProblem));

        (await GetAsync("?cursor=nonsense")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-input");
    }

    [Fact]
    public async Task R51_Should_have_what_was_given_up_sent_again_for_the_operator()
    {
        var reply = await _gateway.PostAsync("/api/ops/deliveries/release", Tokens.For("olga", "ops"));

        reply.Json.ShouldEqualJson("""{"released":3,"refused":1,"hasMore":true}""");
        _gateway.Services.Received<ReleaseDeliveries>().ShouldHaveSingleItem().ShouldBe(
            new ReleaseDeliveries { Limit = 100, CallerId = "olga" });
    }

    private Task<Reply> GetAsync(string query) => _gateway.GetAsync($"/api/ops/deliveries{query}", Tokens.For("olga", "ops"));
}
