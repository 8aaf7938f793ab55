using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Operations;

public sealed class When_an_operator_sends_a_notice_again : IClassFixture<GatewayFixture>
{
    private const string Id = "5f1d2c3b-0000-5000-8000-000000000001";

    private readonly GatewayFixture _gateway;

    public When_an_operator_sends_a_notice_again(GatewayFixture gateway)
    {
        _gateway = gateway;
        _gateway.Services.Reset();
        _gateway.Services.On<ResendDelivery>(command =>
            new DeliveryReleased { DeliveryId = command.DeliveryId, Status = "retrying", Attempts = 3 });
    }

    [Fact]
    public async Task R51_Should_accept_it_for_the_operator()
    {
        var reply = await ResendAsync(Id);

        reply.Status.ShouldBe(HttpStatusCode.Accepted);
        reply.Json.ShouldEqualJson($$"""{"deliveryId":"{{Id}}","status":"retrying","attempts":3}""");
        _gateway.Services.Received<ResendDelivery>().ShouldHaveSingleItem().ShouldBe(
            new ResendDelivery { DeliveryId = Guid.Parse(Id), CallerId = "olga" });
    }

    [Fact]
    public async Task R48_Should_say_why_it_is_not_sent()
    {
        _gateway.Services.On<ResendDelivery>(command => new DeliveryNotReleased
        {
            DeliveryId = command.DeliveryId,
            Reason = new RefusalReason { Code = ResendRefusals.Superseded, Detail = "It is no longer true." },
        });

        var reply = await ResendAsync(Id);

        var problem = reply.ShouldBeProblem(HttpStatusCode.Conflict, "refused");
        problem.GetProperty("detail").GetString().ShouldBe("It is no longer true.");
        problem.GetProperty("reasons").ShouldEqualJson(
            """[{"code":"delivery-superseded","detail":"It is no longer true.","endsAt":null}]""");
    }

    [Fact]
    public async Task Should_not_find_one_that_is_not_there()
    {
        _gateway.Services.On<ResendDelivery>(command => new DeliveryNotFound { DeliveryId = command.DeliveryId });

        (await ResendAsync(Id)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await ResendAsync("nonsense")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        _gateway.Services.Received<ResendDelivery>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Should_be_for_operators_alone()
    {
        var reply = await _gateway.PostAsync($"/api/ops/deliveries/{Id}/resend", TestData.FreelancerToken);

        reply.ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        _gateway.Services.Received<ResendDelivery>().ShouldBeEmpty();
    }

    private Task<Reply> ResendAsync(string id) => _gateway.PostAsync($"/api/ops/deliveries/{id}/resend", Tokens.For("olga", "ops"));
}
