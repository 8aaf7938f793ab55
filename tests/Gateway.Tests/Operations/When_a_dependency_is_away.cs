using System.Net;
using Gateway.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shouldly;

namespace Gateway.Tests.Operations;

public sealed class When_a_dependency_is_away(When_a_dependency_is_away.Fixture gateway) : IClassFixture<When_a_dependency_is_away.Fixture>
{
    [Fact]
    public async Task Should_not_be_ready_and_say_what_is_away()
    {
        var reply = await gateway.GetAsync("/health/ready", token: null);

        var problem = reply.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "not-ready");
        problem.GetProperty("detail").GetString()!.ShouldContain("database");
        reply.Text.ShouldNotContain("secret");
    }

    [Fact]
    public async Task Should_live_all_the_same()
    {
        var reply = await gateway.GetAsync("/health/live", token: null);

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Json.GetProperty("status").GetString().ShouldBe("healthy");
    }

    public sealed class Fixture : GatewayFixture
    {
        protected override void Add(IServiceCollection services) => services.AddHealthChecks()
            .AddCheck("database", () => HealthCheckResult.Unhealthy("secret host does not answer"), tags: ["ready"]);
    }
}
