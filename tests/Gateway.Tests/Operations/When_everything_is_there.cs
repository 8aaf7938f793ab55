using System.Net;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Operations;

public sealed class When_everything_is_there(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Should_be_ready_and_list_what_was_checked()
    {
        var reply = await gateway.GetAsync("/health/ready", token: null);

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        reply.Json.GetProperty("status").GetString().ShouldBe("healthy");
        reply.Json.GetProperty("checks").GetProperty("masstransit-bus").GetString().ShouldBe("healthy");
    }
}
