using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>What everything around one DbContext's outbox shares.</summary>
internal sealed class OutboxRuntime<TDbContext>(
    OutboxOptions options,
    TimeProvider clock,
    SentMessages<TDbContext> sent,
    OutboxWakeUp<TDbContext> wakeUp,
    GroupCommit<TDbContext> group)
    where TDbContext : DbContext
{
    public OutboxOptions Options => options;

    public TimeProvider Clock => clock;

    public SentMessages<TDbContext> Sent => sent;

    public OutboxWakeUp<TDbContext> WakeUp => wakeUp;

    public GroupCommit<TDbContext> Group => group;
}
