using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Notifications.Reconciliation;

/// <summary>Sweeps each interval. Several processes may: what one begins, the others' commands find begun.</summary>
internal sealed partial class ReconciliationService(
    NoticeReconciliation reconciliation, IOptions<ReconciliationOptions> options, TimeProvider clock, ILogger<ReconciliationService> logger)
    : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        NotificationsTelemetry.BeginAtZero();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Interval == TimeSpan.Zero)
            return;

        using var timer = new PeriodicTimer(options.Value.Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await reconciliation.RunAsync(everything: false, dryRun: false, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The reconciliation of notices failed; trying again after the interval")]
    private partial void LogFailed(Exception exception);
}
