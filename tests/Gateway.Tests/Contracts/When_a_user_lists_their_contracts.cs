using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Contracts;

public sealed class When_a_user_lists_their_contracts : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway;

    public When_a_user_lists_their_contracts(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<GetMyContracts>(_ => new MyContracts
        {
            Items =
            [
                new MyContract
                {
                    Contract = TestData.Contract,
                    CallerRole = ContractRoles.Freelancer,
                    PendingRequest = TestData.Request,
                    LastFeedback = TestData.MidContract,
                    Actions = TestData.Actions,
                },
            ],
            Next = "more",
        });
        _gateway.Services.On<GetDeliveries>(_ => TestData.Deliveries);
    }

    [Fact]
    public async Task Should_give_them_with_their_actions_and_the_next_cursor()
    {
        var reply = await ListAsync("");

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Json.ShouldEqualJson($$"""
            {"items":[{"contract":{{TestData.ContractJson}},"callerRole":"freelancer",
            "pendingRequest":{{TestData.RequestJson()}},"lastFeedback":{{TestData.MidContractJson}},
            "actions":{{TestData.ActionsJson}}}],"next":"more"}
            """);
    }

    [Fact]
    public async Task Should_query_twenty_unless_told_otherwise()
    {
        await ListAsync("");

        _gateway.Services.Received<GetMyContracts>().ShouldHaveSingleItem()
            .ShouldBe(new GetMyContracts { CallerId = "felix", AsOf = GatewayFixture.Stamp, PageSize = 20 });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Should_pass_on_limit_and_cursor(int limit)
    {
        await ListAsync($"?limit={limit}&cursor=abc%2B%3D");

        _gateway.Services.Received<GetMyContracts>().ShouldHaveSingleItem()
            .ShouldBe(new GetMyContracts { CallerId = "felix", AsOf = GatewayFixture.Stamp, PageSize = limit, Cursor = "abc+=" });
    }

    [Fact]
    public async Task Should_say_null_on_the_last_page()
    {
        _gateway.Services.On<GetMyContracts>(_ => new MyContracts { Items = [] });

        var reply = await ListAsync("");

        reply.Json.ShouldEqualJson("""{"items":[],"next":null}""");
    }

    [Fact]
    public async Task Should_name_a_cursor_that_is_none()
    {
        _gateway.Services.On<GetMyContracts>(_ =>
            new InvalidInput { Errors = new Dictionary<string, string[]> { ["cursor"] = ["is none"] } });

        var reply = await ListAsync("?cursor=nonsense");

        reply.ShouldNameAsInvalid("cursor");
    }

    private Task<Reply> ListAsync(string query) => _gateway.GetAsync($"/api/me/contracts{query}", TestData.FreelancerToken);
}
