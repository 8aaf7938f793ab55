using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shared;

namespace Notifications.Reconciliation;

/// <summary>Sweeps each interval. Several processes may: what one begins, the others' commands find begun.</summary>
internal sealed partial class ReconciliationService(
    NoticeReconciliation reconciliation, IOptions<ReconciliationOptions> options, TimeProvider clock, ILogger<ReconciliationService> logger)
    : PeriodicService(options.Value.Interval, clock)
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        NotificationsTelemetry.BeginAtZero();
        return base.StartAsync(cancellationToken);
    }

    protected override Task WorkAsync(CancellationToken stoppingToken) =>
        reconciliation.RunAsync(everything: false, dryRun: false, stoppingToken);

    [LoggerMessage(LogLevel.Warning, "The reconciliation of notices failed; trying again after the interval")]
    protected override partial void LogFailed(Exception failure);
}

/// <summary>How often each process compares notices, emails and in-app messages, section <c>Notifications:Reconciliation</c>.</summary>
internal sealed class ReconciliationOptions : SweepOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Notifications:Reconciliation";
}
