using Messaging.EntityFrameworkCore.Outbox;

namespace Messaging.EntityFrameworkCore.Databases.Postgres.Grouping;

/// <summary>What a handling wants committed.</summary>
/// <param name="read">The rows that it was decided on, which must still be as they were read.</param>
/// <param name="changes">The changes of its DbContext.</param>
/// <param name="added">Rows for the outbox.</param>
/// <param name="cancelled">Timers to be deleted from it.</param>
internal sealed class CommitAsked(
    IReadOnlyList<RowRead> read, IReadOnlyList<PendingChange> changes, IReadOnlyCollection<OutboxMessage> added, IReadOnlyCollection<Guid> cancelled)
{
    private readonly TaskCompletionSource _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<RowRead> Read => read;

    public IReadOnlyList<PendingChange> Changes => changes;

    public IReadOnlyCollection<OutboxMessage> Added => added;

    public IReadOnlyCollection<Guid> Cancelled => cancelled;

    public bool IsEmpty => (read.Count, changes.Count, added.Count, cancelled.Count) == (0, 0, 0, 0);

    public Task Outcome => _outcome.Task;

    public void Done() => _outcome.TrySetResult();

    public void Failed(Exception failure) => _outcome.TrySetException(failure);
}
