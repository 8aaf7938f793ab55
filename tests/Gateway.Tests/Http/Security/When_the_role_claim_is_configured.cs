using System.Net;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Http.Security;

public sealed class When_the_role_claim_is_configured
{
    [Theory]
    [InlineData("https://freelancing.test/roles", "https://freelancing.test/roles", "[\"upstream\"]")]
    [InlineData("permissions", "permissions", "\"ops upstream\"")]
    [InlineData("realm_access.roles", "realm_access", "{\"roles\":[\"upstream\"]}")]
    public async Task Should_read_that_one_alone(string configured, string claim, string json)
    {
        await using var gateway = new Fixture { RoleClaim = configured };
        await gateway.InitializeAsync();

        (await SendAsync(gateway, claim, json)).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-input");
        (await SendAsync(gateway, "role", "\"upstream\"")).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        (await SendAsync(gateway, "groups", "\"upstream\"")).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Should_read_the_usual_ones_where_it_is_blank()
    {
        await using var gateway = new Fixture { RoleClaim = "" };
        await gateway.InitializeAsync();

        (await SendAsync(gateway, "role", "\"upstream\"")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-input");
    }

    private static Task<Reply> SendAsync(GatewayFixture gateway, string claim, string json) => gateway.PostAsync(
        "/api/upstream/events", When_a_token_names_roles.TokenWith(claim, json), "{}", "application/cloudevents+json");

    private sealed class Fixture : GatewayFixture
    {
        public required string RoleClaim { get; init; }

        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Auth:RoleClaim"] = RoleClaim,
        };
    }
}
