using System.Net;
using Gateway.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Http.Problems;

public sealed class When_a_route_of_the_host_fails(When_a_route_of_the_host_fails.Fixture gateway)
    : IClassFixture<When_a_route_of_the_host_fails.Fixture>
{
    [Theory]
    [InlineData("/demo/throws", 500, "internal-error")]
    [InlineData("/demo/too-large", 413, "too-large")]
    [InlineData("/demo/bad", 400, "invalid-input")]
    [InlineData("/demo/away", 503, "unavailable")]
    public async Task Should_respond_with_a_problem_too(string path, int status, string type)
    {
        (await gateway.GetAsync(path, token: null)).ShouldBeProblem((HttpStatusCode)status, type);
    }

    public sealed class Fixture : GatewayFixture
    {
        protected override void Map(WebApplication app)
        {
            app.MapGet("/demo/throws", string () => throw new InvalidOperationException());
            app.MapGet("/demo/too-large", string () => throw new BadHttpRequestException("Too large.", 413));
            app.MapGet("/demo/bad", () => TypedResults.BadRequest());
            app.MapGet("/demo/away", () => TypedResults.StatusCode(503));
        }
    }
}
