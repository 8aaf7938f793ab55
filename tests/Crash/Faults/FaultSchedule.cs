using Crash.Workload;

namespace Crash.Faults;

/// <summary>
/// When what goes wrong. Processes and infrastructure fail side by side, each kind in turn in an order of the seed's:
/// whatever runs long enough meets every kind, and every pair sooner or later.
/// </summary>
internal static class FaultSchedule
{
    private static readonly TimeSpan _begin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _shortRun = TimeSpan.FromMinutes(3);

    private static readonly FaultKind[] _ofProcesses =
    [
        FaultKind.KillSaga, FaultKind.KillNotifications, FaultKind.KillGateway, FaultKind.PauseSaga, FaultKind.PauseNotifications,
        FaultKind.KillBothSagas, FaultKind.KillBothNotifications, FaultKind.KillMailServer, FaultKind.PauseGateway,
    ];

    private static readonly FaultKind[] _ofInfrastructure =
    [
        FaultKind.KillBroker, FaultKind.RestartBroker, FaultKind.CutBroker, FaultKind.SilenceBroker,
        FaultKind.KillDatabase, FaultKind.RestartDatabase, FaultKind.CutDatabase, FaultKind.SilenceDatabase,
    ];

    public static IReadOnlyList<IReadOnlyList<Fault>> Create(CrashOptions options) =>
    [
        [.. Lane(options, _ofProcesses)],
        [.. Lane(options, _ofInfrastructure)],
    ];

    private static IEnumerable<Fault> Lane(CrashOptions options, FaultKind[] kinds)
    {
        // A short run has to meet every kind; in a long one there is time to recover in between, at times.
        var longestGap = TimeSpan.FromSeconds(options.Load < _shortRun ? 2 : 15);
        var random = new SeededRandom(options.Seed, $"faults {kinds[0]}");
        var at = _begin + random.Between(TimeSpan.Zero, longestGap);
        while (true)
        {
            foreach (var kind in random.Shuffled(kinds))
            {
                var fault = new Fault(at, kind, Length(kind, random), random.Next(2));
                if (fault.EndsAt > options.Load)
                    yield break;

                yield return fault;
                at = fault.EndsAt + random.Between(TimeSpan.FromSeconds(0.5), longestGap);
            }
        }
    }

    private static TimeSpan Length(FaultKind kind, SeededRandom random) => kind switch
    {
        FaultKind.PauseSaga or FaultKind.PauseNotifications or FaultKind.PauseGateway =>
            random.Between(TimeSpan.FromSeconds(11.5), TimeSpan.FromSeconds(14)),
        FaultKind.CutBroker or FaultKind.SilenceBroker or FaultKind.CutDatabase or FaultKind.SilenceDatabase => TimeSpan.FromSeconds(10),
        FaultKind.KillBroker or FaultKind.RestartBroker or FaultKind.KillDatabase or FaultKind.RestartDatabase =>
            random.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)),
        _ => random.Between(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(3)),
    };
}
