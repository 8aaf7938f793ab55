using System.Net;
using Gateway.Tests.Harness;
using TestKit;

namespace Gateway.Tests.Http.Security;

public sealed class When_a_caller_lacks_the_role(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData]
    [InlineData("ops")]
    [InlineData("Upstream")]
    public async Task Should_keep_the_upstream_door_shut(params string[] roles)
    {
        var reply = await gateway.PostAsync("/api/upstream/events", Tokens.For("felix", roles), "{}", "application/cloudevents+json");

        reply.ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory]
    [InlineData]
    [InlineData("upstream")]
    public async Task Should_keep_the_overview_shut(params string[] roles)
    {
        var reply = await gateway.GetAsync("/api/ops/overview", Tokens.For("felix", roles));

        reply.ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }
}
