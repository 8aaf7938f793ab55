using System.Net.Http.Headers;
using Gateway.Tests.Harness;
using Shouldly;

namespace Gateway.Tests.Inbox;

public sealed class When_a_stream_is_quiet(When_a_stream_is_quiet.Fixture gateway) : IClassFixture<When_a_stream_is_quiet.Fixture>
{
    [Fact]
    public async Task Should_say_that_it_is_still_there()
    {
        _ = new ScriptedInbox(gateway, "felix");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/me/messages/stream");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestData.FreelancerToken);
        using var response = await gateway.Http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        var comments = 0;
        while (comments < 2 && await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            comments += line.StartsWith(':') ? 1 : 0;

        comments.ShouldBe(2);
    }

    public sealed class Fixture : GatewayFixture
    {
        protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Gateway:StreamKeepAlive"] = "00:00:00.050",
        };
    }
}
