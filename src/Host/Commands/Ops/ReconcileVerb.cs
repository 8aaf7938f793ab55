using System.CommandLine;
using Feedback.Saga.Reconciliation;
using Host.Configuration;
using Host.Databases;
using Messaging.EntityFrameworkCore.Scheduling;
using Notifications.Reconciliation;

namespace Host.Commands.Ops;

/// <summary><c>ops reconcile</c>: the services' hourly sweeps, at once. What they repair, a process of the service does.</summary>
internal static class ReconcileVerb
{
    /// <summary>From the sweep before on, with a margin.</summary>
    private static readonly TimeSpan _sinceLastSweep = new(hours: 1, minutes: 10, seconds: 0);

    private static readonly Option<TimeSpan?> _since = OpsCommand.Length(
        "--since", "How far back the notices of what happened are asked for again, such as 2d; without it, an hour and ten minutes.");

    private static readonly Option<bool> _everything = new("--everything")
    {
        Description = "Compares all contracts, feedback, in-app messages and deliveries, too: that takes as long as there are rows.",
    };

    public static Command Create(Func<string[]> configuration) =>
        new Command(
            "reconcile",
            "Compares state with timers, notices and attempts at emails, and has the services repair what is missing.")
        {
            _since, _everything, OpsCommand.DryRun,
        }
        .Runs(configuration, async (notifications, parsed, output, cancellationToken) =>
        {
            var (everything, dryRun) = (parsed.GetValue(_everything), parsed.GetValue(OpsCommand.DryRun));
            await using var saga = OpsServices.Create(configuration(), sendsAsSaga: true);
            await saga.RefuseNewerAsync(DatabaseSettings.FeedbackKey, cancellationToken);
            await notifications.RefuseNewerAsync(DatabaseSettings.NotificationsKey, cancellationToken);

            var found = new SortedDictionary<string, long>(StringComparer.Ordinal);
            var since = saga.Clock.GetUtcNow() - (parsed.GetValue(_since) ?? _sinceLastSweep);
            await AddAsync(DatabaseSettings.FeedbackKey, () => saga.Of<FeedbackReconciliation>()
                .RunAsync(since, everything, dryRun, cancellationToken));
            await AddAsync(DatabaseSettings.NotificationsKey, () => notifications.Of<NoticeReconciliation>()
                .RunAsync(everything, dryRun, cancellationToken));

            output.Print(new { dryRun, found }, tables => tables.Table(
                "Nothing is missing.", ["found", "count"], found.Select(finding => (object?[])[finding.Key, finding.Value])));
            return 0;

            async Task AddAsync(string key, Func<Task<IReadOnlyDictionary<string, long>>> sweep)
            {
                try
                {
                    foreach (var (kind, count) in await OpsServices.InAsync(key, sweep))
                        found.Add(kind, count);
                }
                catch (ClockDiffersException fault)
                {
                    throw new StartRefusedException(key, fault.Message);
                }
            }
        });
}
