using System.Net;
using Contracts.Messages;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;
using TestKit.Processes;
using WorkHistoryPage = Contracts.Messages.WorkHistory;

namespace Gateway.Tests.Http.Security;

public sealed class When_the_authority_can_not_be_reached(When_the_authority_can_not_be_reached.Fixture gateway)
    : IClassFixture<When_the_authority_can_not_be_reached.Fixture>
{
    [Fact]
    public async Task Should_not_blame_the_token_and_log_why()
    {
        var reply = await gateway.GetAsync("/api/me/contracts", TestData.ClientToken);

        reply.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        int.Parse(reply.Headers["Retry-After"], null).ShouldBePositive();
        gateway.Log.Lines().ShouldContain(line => line.Contains("No token can be checked"));
    }

    [Fact]
    public async Task Should_log_it_once_whoever_asks()
    {
        for (var call = 0; call < 3; call++)
        {
            await gateway.GetAsync("/health/ready", token: null);
            await gateway.GetAsync("/api/me/contracts", TestData.ClientToken);
        }

        gateway.Log.Lines().Where(line => line.Contains("No token can be checked")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Should_not_blame_a_token_in_the_address_of_a_stream()
    {
        var reply = await gateway.GetAsync($"/api/me/messages/stream?access_token={TestData.ClientToken}", token: null);

        reply.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
    }

    [Fact]
    public async Task Should_still_want_a_token()
    {
        (await gateway.GetAsync("/api/me/contracts", token: null)).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task Should_still_show_what_is_public_with_a_token_or_without()
    {
        gateway.Services.On<GetWorkHistory>(_ => new WorkHistoryPage { Items = [] });

        (await gateway.GetAsync("/api/freelancers/felix/work-history", token: null)).Status.ShouldBe(HttpStatusCode.OK);
        (await gateway.GetAsync("/api/freelancers/felix/work-history", TestData.ClientToken)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Should_not_be_ready_and_say_why()
    {
        var reply = await gateway.GetAsync("/health/ready", token: null);

        reply.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "not-ready")
            .GetProperty("detail").GetString()!.ShouldContain("authority (no token can be checked)");
    }

    public sealed class Fixture : GatewayFixture
    {
        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
        {
            ["Auth:Authority"] = $"http://127.0.0.1:{FreePort.Next()}",
            ["Auth:Audience"] = Tokens.Audience,
        };
    }
}
