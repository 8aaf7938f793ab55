namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>An outbox in figures, for operators.</summary>
/// <param name="Waiting">Messages that are due and have not left.</param>
/// <param name="OldestAt">When the oldest of those was due, in UTC.</param>
/// <param name="Timers">Timers whose instant is still to come.</param>
/// <param name="OverdueTimers">Timers among the waiting.</param>
/// <param name="Parked">Rows set aside after repeated failures.</param>
public sealed record OutboxFigures(long Waiting, DateTimeOffset? OldestAt, long Timers, long OverdueTimers, long Parked);
