using Host.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Core;
using Shouldly;
using TestKit.Processes;

namespace Host.Tests.Observability;

/// <summary>As a browser's stream of messages has it, which can't set headers.</summary>
public sealed class When_a_token_stands_in_the_query : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("token");
    private readonly RecordedLog _log = new();
    private EmbeddedHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await EmbeddedHost.StartAsync(
        _folder,
        services => services.AddSingleton<ILogEventSink>(_log),
        _ => { },
        "--Demo:Data=false",
        "--Serilog:MinimumLevel:Default=Verbose",
        "--Serilog:MinimumLevel:Override:Microsoft.AspNetCore=Verbose",
        "--Serilog:MinimumLevel:Override:Microsoft.AspNetCore.Hosting.Diagnostics=Verbose");

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Should_never_be_logged_whatever_levels_are_asked_for()
    {
        var token = await _host.TokenAsync("u-ana");

        using (var stream = await _host.Http.GetAsync(
            $"/api/me/messages/stream?access_token={token}",
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken))
        {
            stream.EnsureSuccessStatusCode();
        }

        await _host.StopAsync();

        _log.Requests("/api/me/messages/stream").ShouldHaveSingleItem().ShouldContain(" INF GET /api/me/messages/stream streamed 200 in ");
        _log.Entries.ShouldNotContain(entry => entry.Contains(token, StringComparison.Ordinal));
        _log.Entries.ShouldNotContain(entry => entry.Contains("access_token", StringComparison.Ordinal));
    }
}
