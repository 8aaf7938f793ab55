using Crash.Fleet;

namespace Crash.Faults;

/// <summary>Makes things go wrong, and right again; each method returns when the cause is gone.</summary>
internal sealed class FaultInjector(Servers servers, Services services)
{
    public Task InjectAsync(Fault fault) => fault.Kind switch
    {
        FaultKind.KillSaga => KillAsync(fault, services.Sagas[fault.Target]),
        FaultKind.KillBothSagas => KillAsync(fault, [.. services.Sagas]),
        FaultKind.KillNotifications => KillAsync(fault, services.Notifications[fault.Target]),
        FaultKind.KillBothNotifications => KillAsync(fault, [.. services.Notifications]),
        FaultKind.KillGateway => KillAsync(fault, services.Gateway),
        FaultKind.PauseSaga => PauseAsync(fault, services.Sagas[fault.Target]),
        FaultKind.PauseNotifications => PauseAsync(fault, services.Notifications[fault.Target]),
        FaultKind.PauseGateway => PauseAsync(fault, services.Gateway),
        FaultKind.KillBroker => AwayAsync(fault, servers.RabbitMq.KillAsync, servers.RabbitMq.RestartAsync),
        FaultKind.RestartBroker => AwayAsync(fault, () => servers.RabbitMq.StopAsync(), servers.RabbitMq.RestartAsync),
        FaultKind.CutBroker => AwayAsync(fault, servers.BrokerNetwork.Refuse, servers.BrokerNetwork.Open),
        FaultKind.SilenceBroker => AwayAsync(fault, servers.BrokerNetwork.Hold, servers.BrokerNetwork.Open),
        FaultKind.KillDatabase => AwayAsync(fault, servers.Postgres.KillAsync, servers.Postgres.RestartAsync),
        FaultKind.RestartDatabase => AwayAsync(fault, servers.Postgres.StopAsync, servers.Postgres.RestartAsync),
        FaultKind.CutDatabase => AwayAsync(fault, servers.DatabaseNetwork.Refuse, servers.DatabaseNetwork.Open),
        FaultKind.SilenceDatabase => AwayAsync(fault, servers.DatabaseNetwork.Hold, servers.DatabaseNetwork.Open),
        FaultKind.KillMailServer => AwayAsync(fault, servers.Mail.KillAsync, servers.Mail.RestartAsync),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, "Nobody knows how to do that."),
    };

    private static Task KillAsync(Fault fault, params SupervisedService[] targets) => AwayAsync(
        fault,
        () => Task.WhenAll(targets.Select(target => target.KillAsync())),
        () => Task.WhenAll(targets.Select(target => target.StartAsync())));

    private static Task PauseAsync(Fault fault, SupervisedService target) => AwayAsync(fault, target.Pause, target.Resume);

    private static Task AwayAsync(Fault fault, Action begin, Action end) => AwayAsync(
        fault,
        () => Task.Run(begin),
        () => Task.Run(end));

    private static async Task AwayAsync(Fault fault, Func<Task> begin, Func<Task> end)
    {
        await begin();
        await Task.Delay(fault.Lasts);
        await end();
    }
}
