using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>The services that the parts of one DbContext's outbox share.</summary>
internal sealed class OutboxRuntime<TDbContext>(
    OutboxOptions options,
    TimeProvider clock,
    SentRowCleanup<TDbContext> sentRows,
    OutboxSignal<TDbContext> signal,
    GroupCommit<TDbContext> groupCommit)
    where TDbContext : DbContext
{
    public OutboxOptions Options => options;

    public TimeProvider Clock => clock;

    public SentRowCleanup<TDbContext> SentRows => sentRows;

    public OutboxSignal<TDbContext> Signal => signal;

    public GroupCommit<TDbContext> GroupCommit => groupCommit;
}
