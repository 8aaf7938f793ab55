using System.Collections.Concurrent;
using System.Diagnostics;
using Gateway.Tests.Harness;
using Shouldly;
using TestKit;

namespace Gateway.Tests.Inbox;

public sealed class When_a_stream_carries_its_token_in_the_address(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task Should_not_write_it_to_the_log_nor_to_a_trace()
    {
        _ = new ScriptedInbox(gateway, "felix");
        var traced = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traced.Enqueue($"{activity.DisplayName} {string.Join(" ", activity.TagObjects)}"),
        };
        ActivitySource.AddActivityListener(listener);

        using (var stream = await gateway.Http.GetAsync(
            $"/api/me/messages/stream?access_token={TestData.FreelancerToken}",
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken))
        {
            stream.EnsureSuccessStatusCode();
        }

        await gateway.StopAsync();
        var lines = gateway.Log.Lines();
        lines.ShouldContain(line => line.Contains("/api/me/messages/stream", StringComparison.Ordinal));
        traced.ShouldContain(activity => activity.Contains("/api/me/messages/stream", StringComparison.Ordinal));
        lines.ShouldAllBe(line => !line.Contains(TestData.FreelancerToken, StringComparison.Ordinal));
        traced.Where(activity => !activity.Contains("url.full", StringComparison.Ordinal))
            .ShouldAllBe(activity => !activity.Contains(TestData.FreelancerToken, StringComparison.Ordinal));
    }
}
