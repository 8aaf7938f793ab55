namespace Crash.Faults;

/// <summary>What goes wrong.</summary>
internal enum FaultKind
{
    KillSaga,
    KillBothSagas,
    KillNotifications,
    KillBothNotifications,
    KillGateway,

    /// <summary>SIGSTOP for longer than any lease, then SIGCONT.</summary>
    PauseSaga,
    PauseNotifications,
    PauseGateway,

    KillBroker,
    RestartBroker,

    /// <summary>Connections to the broker are reset and refused for ten seconds.</summary>
    CutBroker,

    /// <summary>Connections to the broker stay, and nothing passes for ten seconds.</summary>
    SilenceBroker,

    KillDatabase,
    RestartDatabase,
    CutDatabase,
    SilenceDatabase,

    /// <summary>The mail server is killed and back after a few seconds.</summary>
    KillMailServer,
}
