using System.Diagnostics.Metrics;
using Feedback.Saga.Persistence;
using Feedback.Saga.Requests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shared;

namespace Feedback.Saga.Operations;

/// <summary>
/// Shows how many requests wait for clients and how many reports for operators, as they were at most a collection and half a minute ago.
/// They are counted by the indexes of waiting requests and of reports alone.
/// </summary>
internal sealed partial class WaitingRequestsGauge : IHostedService, IDisposable
{
    private readonly Meter _meter = new(FeedbackTelemetry.Name);
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;
    private readonly ILogger<WaitingRequestsGauge> _logger;
    private readonly SampledFigures<Sample> _samples;

    public WaitingRequestsGauge(IServiceScopeFactory scopes, TimeProvider clock, ILogger<WaitingRequestsGauge> logger)
    {
        (_scopes, _clock, _logger) = (scopes, clock, logger);
        _samples = new SampledFigures<Sample>(ReadAsync, TimeSpan.FromSeconds(30), clock, LogNotRead);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _meter.CreateObservableGauge(
            "feedback.requests.waiting",
            () => _samples.Look() is { } sample ? [new Measurement<long>(sample.Waiting)] : Array.Empty<Measurement<long>>(),
            "{request}",
            "Requests that wait for the client");
        _meter.CreateObservableGauge(
            "feedback.reports.open",
            () => _samples.Look() is { } sample ? [new Measurement<long>(sample.OpenReports)] : Array.Empty<Measurement<long>>(),
            "{report}",
            "Reports of feedback that operators have not decided yet");
        _meter.CreateObservableGauge(
            "feedback.reports.oldest_open_age",
            () => _samples.Look() is { } sample ? [new Measurement<double>(AgeOf(sample))] : Array.Empty<Measurement<double>>(),
            "s",
            "How long the oldest open report has waited for operators; 0 without one");
        FeedbackTelemetry.BeginAtZero();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _meter.Dispose();

    private async Task<Sample> ReadAsync()
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>();
        var open = db.FeedbackReports.AsNoTracking().Where(report => report.Status == FeedbackReportStatuses.Open);
        return new Sample(
            await db.Requests.AsNoTracking()
                .LongCountAsync(request => request.CurrentState == nameof(FeedbackRequestStateMachine.Pending)),
            await open.LongCountAsync(),
            await open.MinAsync(report => (DateTimeOffset?)report.ReportedAt));
    }

    private double AgeOf(Sample sample) =>
        sample.OldestOpen is { } oldest ? Math.Max(0, (_clock.GetUtcNow() - oldest).TotalSeconds) : 0;

    [LoggerMessage(LogLevel.Debug, "What waits can't be counted")]
    private partial void LogNotRead(Exception failure);

    private sealed record Sample(long Waiting, long OpenReports, DateTimeOffset? OldestOpen);
}
