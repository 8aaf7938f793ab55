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
/// Shows how many requests wait, as they were at most a collection and half a minute ago. They are counted by the index of waiting
/// requests alone.
/// </summary>
internal sealed partial class WaitingRequestsGauge : IHostedService, IDisposable
{
    private readonly Meter _meter = new(FeedbackTelemetry.Name);
    private readonly IServiceScopeFactory _scopes;
    private readonly ILogger<WaitingRequestsGauge> _logger;
    private readonly SampledFigures<Sample> _samples;

    public WaitingRequestsGauge(IServiceScopeFactory scopes, TimeProvider clock, ILogger<WaitingRequestsGauge> logger)
    {
        (_scopes, _logger) = (scopes, logger);
        _samples = new SampledFigures<Sample>(ReadAsync, TimeSpan.FromSeconds(30), clock, LogNotRead);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _meter.CreateObservableGauge(
            "feedback.requests.waiting",
            () => _samples.Look() is { } sample ? [new Measurement<long>(sample.Waiting)] : Array.Empty<Measurement<long>>(),
            "{request}",
            "Requests that wait for the client");
        FeedbackTelemetry.BeginAtZero();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _meter.Dispose();

    private async Task<Sample> ReadAsync()
    {
        await using var scope = _scopes.CreateAsyncScope();
        var requests = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>().Requests.AsNoTracking();
        return new Sample(await requests.LongCountAsync(request => request.CurrentState == nameof(FeedbackRequestStateMachine.Pending)));
    }

    [LoggerMessage(LogLevel.Debug, "The waiting requests can't be counted")]
    private partial void LogNotRead(Exception failure);

    private sealed record Sample(long Waiting);
}
