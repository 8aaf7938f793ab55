using Host.Tests.Support;
using Shouldly;
using TestKit.Processes;

namespace Host.Tests.Observability;

/// <summary>The host is a process of its own, since MassTransit has one meter per process, which is gone with its first host.</summary>
public sealed class When_a_collector_is_named : IAsyncLifetime
{
    private Collector _collector = null!;
    private ServiceProcess _host = null!;

    public async ValueTask InitializeAsync()
    {
        _collector = await Collector.StartAsync();
        _host = await ServiceProcess.StartAsync([], new Dictionary<string, string>
        {
            ["Demo__Data"] = "false",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _collector.DisposeAsync();
    }

    [Fact]
    public async Task Should_export_traces_and_metrics_before_the_process_ends()
    {
        await _host.Http.GetAsync("/api/me/contracts", "u-ana", []);

        await _host.StopAsync();

        var traces = _collector.At("/v1/traces");
        traces.ShouldContain("GET /api/me/contracts");
        traces.ShouldContain("MassTransit");
        traces.ShouldContain("service.name");
        _collector.At("/v1/metrics").ShouldContain("http.server.request.duration");
        _collector.At("/v1/metrics").ShouldContain("messaging.masstransit.consume");
    }

    [Fact]
    public async Task Should_never_export_a_token_of_the_query()
    {
        var token = await _host.Http.TokenAsync("u-ana");
        using (var stream = await _host.Http.GetAsync(
            $"/api/me/messages/stream?access_token={token}",
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken))
        {
            stream.EnsureSuccessStatusCode();
        }

        await _host.StopAsync();

        _collector.At("/v1/traces").ShouldContain("/api/me/messages/stream");
        _collector.At("/v1/traces").ShouldNotContain(token);
    }

    [Fact]
    public async Task Should_never_export_a_token_of_an_email()
    {
        using (await _host.Http.GetAsync("/unsubscribe/a-secret-token", TestContext.Current.CancellationToken))
        {
            await _host.StopAsync();
        }

        _collector.At("/v1/traces").ShouldContain("/unsubscribe/{token}");
        _collector.At("/v1/traces").ShouldNotContain("a-secret-token");
    }
}
