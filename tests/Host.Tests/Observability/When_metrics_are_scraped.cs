using System.Net;
using Contracts.Messages;
using Host.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Shouldly;
using TestKit.Processes;

namespace Host.Tests.Observability;

public sealed class When_metrics_are_scraped : IDisposable
{
    private readonly TemporaryFolder _folder = new("metrics");

    public void Dispose() => _folder.Dispose();

    /// <summary>In a process of its own, since MassTransit has one meter per process, which is gone with its first host.</summary>
    [Fact]
    public async Task Should_hold_those_of_requests_messages_databases_and_the_runtime()
    {
        await using var host = await ServiceProcess.StartAsync(
            [], new Dictionary<string, string> { ["Demo__Data"] = "false", ["Telemetry__Prometheus"] = "true" });
        await host.Http.GetAsync("/api/me/contracts", "u-ana", []);

        var metrics = await host.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        metrics.ShouldContain("http_server_request_duration_seconds_bucket{");
        metrics.ShouldContain("http_route=\"/api/me/contracts\"");
        metrics.ShouldContain("messaging_masstransit_consume");
        metrics.ShouldContain("microsoft_entityframeworkcore_queries");
        metrics.ShouldContain("dotnet_gc_collections");
        metrics.ShouldNotContain("u-ana");
    }

    /// <summary>Prometheus sees no increase in a series that begins with its first event.</summary>
    [Fact]
    public async Task Should_begin_at_zero_what_alerts_look_at_the_increase_of()
    {
        await using var host = await ServiceProcess.StartAsync(
            [], new Dictionary<string, string> { ["Demo__Data"] = "false", ["Telemetry__Prometheus"] = "true" });

        var metrics = await host.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        foreach (var notice in NoticeKinds.All.Append("digest"))
            ShouldBeZero("notifications_deliveries_total", "email", $"\"{notice}\"", "failed");
        foreach (var told in WebhookEvents.Chosen)
            ShouldBeZero("notifications_webhook_deliveries_total", told, "failed");
        foreach (var kind in new[]
        {
            "request-without-timer", "request-overdue", "contract-without-request", "feedback-without-request", "feedback-not-handed-over",
        })
            ShouldBeZero("messaging_reconciliation_findings_total", "FeedbackDbContext", kind);
        foreach (var kind in new[]
        {
            "notice-missing", "email-without-attempt", "webhook-without-attempt", "message-without-delivery", "delivery-without-message",
        })
            ShouldBeZero("messaging_reconciliation_findings_total", "NotificationsDbContext", kind);
        foreach (var kind in new[] { "idempotency-records", "\"refusals\"", "rollout-refusals", "request-facts", "feedback-facts" })
            ShouldBeZero("messaging_retention_rows_total", "FeedbackDbContext", kind);
        foreach (var kind in new[]
        {
            "\"deliveries\"", "in-app-messages", "failed-texts", "withheld-texts", "feedback-standings", "webhook-deliveries",
            "webhook-secrets",
        })
            ShouldBeZero("messaging_retention_rows_total", "NotificationsDbContext", kind);

        void ShouldBeZero(string metric, params string[] labels) =>
            metrics.Split('\n')
                .Where(line => line.StartsWith(metric, StringComparison.Ordinal) && labels.All(line.Contains))
                .ShouldHaveSingleItem($"{metric} of {string.Join(", ", labels)}")
                .ShouldMatch("} 0( |$)");
    }

    [Fact]
    public async Task Should_be_there_without_the_gateway_too()
    {
        await using var app = Start.Build("--environment=Development", "--Transport=RabbitMq", "saga", "--Telemetry:Prometheus=true");

        ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .ShouldContain(endpoint => endpoint.RoutePattern.RawText == "/metrics");
    }

    [Fact]
    public async Task Should_not_be_there_unless_wanted()
    {
        await using var host = await EmbeddedHost.StartAsync(_folder, "--Demo:Data=false");

        using var answer = await host.Http.GetAsync("/metrics", TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false, "--Telemetry:Prometheus=true")]
    [InlineData(true, true, "--OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318")]
    public async Task Should_measure_nothing_that_nobody_reads(bool hasMetrics, bool hasTraces, params string[] settings)
    {
        await using var app = Start.Build(["--environment=Development", .. settings]);

        (app.Services.GetService<MeterProvider>() is not null).ShouldBe(hasMetrics);
        (app.Services.GetService<TracerProvider>() is not null).ShouldBe(hasTraces);
    }
}
