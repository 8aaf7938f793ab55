using System.Net;
using Gateway.Tests.Harness;
using Microsoft.Extensions.Hosting;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Http.Security;

public sealed class When_it_runs_in_production(When_it_runs_in_production.Fixture gateway)
    : IClassFixture<When_it_runs_in_production.Fixture>
{
    [Theory]
    [InlineData("/swagger")]
    [InlineData("/swagger/index.html")]
    public async Task Should_have_no_page_of_the_description(string path) =>
        (await gateway.GetAsync(path, Tokens.For("olga", "ops"))).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");

    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/asyncapi/v1.json")]
    public async Task Should_show_the_description_to_operators_alone(string description)
    {
        (await gateway.GetAsync(description, token: null)).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        (await gateway.GetAsync(description, Tokens.For("felix"))).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        (await gateway.GetAsync(description, Tokens.For("olga", "ops"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/health/live")]
    [InlineData("/api/me/contracts")]
    public async Task Should_tell_browsers_to_come_over_https(string path)
    {
        var reply = await gateway.SendAsync(
            HttpMethod.Get, path, token: null, headers: [("X-Forwarded-Proto", "https"), ("Host", "freelancing.test")]);

        reply.Headers["Strict-Transport-Security"].ShouldBe("max-age=31536000");
    }

    [Fact]
    public async Task Should_tell_nobody_so_over_http()
    {
        var reply = await gateway.SendAsync(HttpMethod.Get, "/", token: null, headers: [("Host", "freelancing.test")]);

        reply.Headers.ShouldNotContainKey("Strict-Transport-Security");
    }

    public sealed class Fixture : GatewayFixture
    {
        protected override string EnvironmentName => Environments.Production;

        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Gateway:KnownProxies:0"] = "127.0.0.0/8",
            ["Gateway:KnownProxies:1"] = "::1",
        };
    }
}
