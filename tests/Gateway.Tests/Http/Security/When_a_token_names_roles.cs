using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Gateway.Tests.Harness;
using TestKit;

namespace Gateway.Tests.Http.Security;

public sealed class When_a_token_names_roles(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    public static TheoryData<string, string> Granting => new()
    {
        { "role", "\"upstream\"" },
        { "role", "\"ops upstream\"" },
        { "role", "[\"ops\",\"upstream\"]" },
        { "roles", "\"upstream\"" },
        { "roles", "\"ops upstream\"" },
        { "roles", "[\"ops\",\"upstream\"]" },
        { "groups", "\"upstream\"" },
        { "groups", "[\"ops\",\"upstream\"]" },
    };

    public static TheoryData<string, string> NotGranting => new()
    {
        { "scope", "\"upstream\"" },
        { "urn:feedback:role", "\"upstream\"" },
        { "roles", "\"Upstream\"" },
        { "roles", "\"upstreams\"" },
        { "roles", "true" },
        { "roles", "{\"upstream\":\"upstream\"}" },

        // The name of one group.
        { "groups", "\"the upstream team\"" },
        { "groups", "[\"the upstream team\"]" },
        { "roles", "[\"the upstream team\"]" },
    };

    [Theory]
    [MemberData(nameof(Granting))]
    public async Task Should_read_them_as_providers_write_them(string claim, string value) =>
        (await SendAsync(claim, value)).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid-input");

    [Theory]
    [MemberData(nameof(NotGranting))]
    public async Task Should_take_nothing_else_for_a_role(string claim, string value) =>
        (await SendAsync(claim, value)).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");

    // A bad body, which only those hear of who may send one.
    private Task<Reply> SendAsync(string claim, string value) =>
        gateway.PostAsync("/api/upstream/events", TokenWith(claim, value), "{}", "application/cloudevents+json");

    internal static string TokenWith(string claim, string json) =>
        Tokens.Issue([new Claim("sub", "felix")], json: new Dictionary<string, object> { [claim] = JsonElement.Parse(json) });
}
