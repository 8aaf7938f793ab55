using Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Databases.Postgres;

/// <summary>
/// Composes the batch of statements that is sent with the commit of a transaction, or of several handlers' transactions, in one
/// round trip.
/// </summary>
internal static class CommitBatch
{
    /// <summary>The SQLSTATE of a statement of <see cref="RawStatements"/> that finds a row not as it was read.</summary>
    private const string DivisionByZero = "22012";

    /// <summary>Adds statements that lock rows and fail if a row is not as it was read.</summary>
    /// <param name="batch">The batch to add to.</param>
    /// <param name="snapshots">The rows as they were read.</param>
    /// <param name="waits">True to wait for a row that another transaction has locked, false to fail then.</param>
    public static void Verify(NpgsqlBatch batch, IEnumerable<RowSnapshot> snapshots, bool waits)
    {
        foreach (var rows in snapshots.GroupBy(row => row.Table))
        {
            var statement = waits ? rows.Key.Statements.Verify : rows.Key.Statements.VerifyNoWait;
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement)
            {
                Parameters =
                {
                    rows.Key.Keys[0].List(rows.Select(row => row.Key)),
                    RawStatements.Versions(rows.Select(row => row.Version)),
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
    public static void WriteOutbox(
        NpgsqlBatch batch, DbContext db, IReadOnlyCollection<OutboxMessage> added, IReadOnlyCollection<Guid> cancelled)
    {
        if (added.Count == 0 && cancelled.Count == 0)
            return;

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
        catch (PostgresException failure) when (failure.SqlState == DivisionByZero)
        {
            throw new DbUpdateConcurrencyException(
                $"A row of {db.GetType().Name} was changed or deleted by another transaction since it was read.", failure);
        }
    }
}
