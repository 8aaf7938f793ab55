using System.Net;
using System.Security.Claims;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Inbox;

public sealed class When_a_token_ends_while_its_stream_is_open(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    // A token counts for 30 seconds after its end: clocks may be apart. The rest is what the machine has to open the stream in.
    private static readonly TimeSpan _ended = TimeSpan.FromSeconds(-20);

    [Fact]
    public async Task Should_end_the_stream_too()
    {
        _ = new ScriptedInbox(gateway, "felix");
        await using var lasting = await OpenStream.OpenAsync(gateway);
        var token = Tokens.Issue([new Claim("sub", "felix")], lifetime: _ended);

        await using var stream = await OpenStream.OpenAsync(gateway, token: token);

        await stream.EndAsync().OrHang();

        // The stream's timer may be some milliseconds ahead of the clock that calls are judged by.
        await Eventually.Until(async () => (await gateway.GetAsync("/api/me/messages", token)).Status == HttpStatusCode.Unauthorized);
        (await gateway.GetAsync("/api/me/messages", TestData.FreelancerToken)).Status.ShouldBe(HttpStatusCode.OK);
    }
}
