using Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;
using Messaging.EntityFrameworkCore.Outbox;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Databases.Postgres;

/// <summary>
/// Composes the batch of statements that is sent with the commit of a transaction, or of several handlers' transactions, in one
/// round trip.
/// </summary>
internal static class CommitBatch
{
    /// <summary>Adds statements that lock rows and fail if a row is not as it was read. Several transactions may have read it.</summary>
    public static void Verify(NpgsqlBatch batch, IEnumerable<RowSnapshot> snapshots)
    {
        foreach (var rows in snapshots.GroupBy(snapshot => snapshot.Row.Table))
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(rows.Key.Statements.Verify)
            {
                Parameters =
                {
                    rows.Key.Keys[0].List(rows.Select(snapshot => snapshot.Row.Key)),
                    RawStatements.Versions(rows.Select(snapshot => snapshot.Version)),
                },
            });
        }
    }

    /// <summary>Adds the statements of changes, in their order.</summary>
    public static void Save(NpgsqlBatch batch, IEnumerable<PendingChange> changes)
    {
        foreach (var change in changes)
            batch.BatchCommands.Add(change.ToCommand());
    }

    /// <summary>Adds statements that insert outbox rows and delete cancelled timers.</summary>
    public static void WriteOutbox(NpgsqlBatch batch, DbContext db, OutboxChanges changes)
    {
        if (changes.IsEmpty)
            return;

        var (added, cancelled) = changes;
        var outbox = RawTable.Of(db, typeof(OutboxMessage))
            ?? throw new InvalidOperationException(
                $"The outbox of {db.GetType().Name} has to be mapped by {nameof(OutboxModel.AddOutbox)} alone.");

        if (added.Count > 0)
            batch.BatchCommands.Add(PendingChange.Insert(outbox, [.. added]));

        if (cancelled.Count == 0)
            return;

        var key = outbox.Keys[0];
        batch.BatchCommands.Add(cancelled.Count == 1
            ? new NpgsqlBatchCommand(outbox.Statements.DeleteIfThere) { Parameters = { key.Parameter(cancelled.Single()) } }
            : new NpgsqlBatchCommand(outbox.Statements.DeleteAny) { Parameters = { key.List(cancelled.Cast<object>()) } });
    }

    /// <summary>Awaits the execution of a batch and translates the error of a stale row.</summary>
    /// <exception cref="DbUpdateConcurrencyException">A row is not as it was read.</exception>
    public static async Task ThrowOnConflictAsync(DbContext db, Task execution)
    {
        try
        {
            await execution;
        }
        catch (PostgresException failure) when (RawStatements.StaleRow(failure) is { } sentence)
        {
            throw new DbUpdateConcurrencyException($"{db.GetType().Name}: {sentence}.", failure);
        }
    }
}
