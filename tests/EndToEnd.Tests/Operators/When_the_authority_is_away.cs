using System.Net;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Separate;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Operators;

[Collection<SeparateTests>]
public sealed class When_the_authority_is_away(SeparateSystem system)
{
    [Trait("Symptom", "not ready, `authority`")]
    [Fact]
    public async Task Should_be_ready_once_it_can_be_reached_and_then_check_tokens_without_it()
    {
        using var authority = new Authority(FreePort.Next());
        var settings = await system.SettingsOfAsync("gateway");
        settings["Auth__Authority"] = authority.Address;
        settings["Auth__Audience"] = Tokens.Audience;
        var port = FreePort.Next();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var api = new FeedbackApi(http, (subject, _) => Task.FromResult(authority.TokenFor(subject)));

        var starting = ServiceProcess.StartAsync(["gateway"], settings, port);
        await Eventually.Until(async () => (await api.GetAsync("/health/ready")).Body.Contains("authority", StringComparison.Ordinal));
        (await api.GetAsync("/api/me/contracts", "clara")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        authority.Start();
        await using var gateway = await starting;

        (await api.GetAsync("/api/me/contracts", "clara")).Status.ShouldBe(HttpStatusCode.OK);
        authority.Dispose();
        (await api.GetAsync("/api/me/contracts", "clara")).Status.ShouldBe(HttpStatusCode.OK);
    }
}
