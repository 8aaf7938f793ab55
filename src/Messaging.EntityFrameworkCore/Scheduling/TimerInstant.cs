namespace Messaging.EntityFrameworkCore.Scheduling;

/// <summary>Marks a message being sent as a timer: it leaves at <see cref="DueAt"/>, not with the commit.</summary>
internal sealed class TimerInstant(DateTimeOffset dueAt)
{
    public DateTimeOffset DueAt => dueAt;
}
