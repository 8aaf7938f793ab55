namespace Contracts.Messages;

/// <summary>The state of one service's outbox: what is committed and still has to leave.</summary>
public sealed record OutboxOverview
{
    /// <summary>Messages that are due and have not left.</summary>
    public required long Waiting { get; init; }

    /// <summary>When the oldest of those was committed, in UTC; none if there is none.</summary>
    public DateTimeOffset? OldestAt { get; init; }

    /// <summary>Timers whose instant is still to come.</summary>
    public required long Timers { get; init; }

    /// <summary>Timers whose instant has passed and that have not left.</summary>
    public required long OverdueTimers { get; init; }

    /// <summary>Rows set aside after repeated failures, for an operator to look at.</summary>
    public required long Parked { get; init; }
}
