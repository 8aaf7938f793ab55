using Contracts.Messages;

namespace Gateway.Operations;

/// <summary>What is committed in one service and still has to leave.</summary>
internal sealed record OutboxFigures(long Waiting, DateTimeOffset? OldestAt, long Timers, long OverdueTimers, long Parked)
{
    public static OutboxFigures From(OutboxOverview outbox) =>
        new(outbox.Waiting, outbox.OldestAt, outbox.Timers, outbox.OverdueTimers, outbox.Parked);
}
