using Messaging.EntityFrameworkCore.Databases.Postgres.Grouping;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Databases.Postgres;

/// <summary>The statements that end a transaction, or what several wanted to end theirs with, for one round trip.</summary>
internal static class ClosingBatch
{
    /// <summary>What <see cref="PlainStatements"/> fails with when a row is not as it was read.</summary>
    private const string DivisionByZero = "22012";

    /// <summary>Makes sure that rows are as they were read, and locks them.</summary>
    /// <param name="batch">The batch that this goes into.</param>
    /// <param name="read">The rows.</param>
    /// <param name="waits">Whether to wait for whoever has one of them locked, or to fail then.</param>
    public static void Verify(NpgsqlBatch batch, IEnumerable<RowRead> read, bool waits)
    {
        foreach (var rows in read.GroupBy(row => row.Table))
        {
            var statement = waits ? rows.Key.Statements.Verify : rows.Key.Statements.VerifyNow;
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement)
            {
                Parameters =
                {
                    rows.Key.Keys[0].List(rows.Select(row => row.Key)),
                    PlainStatements.Versions(rows.Select(row => row.Version)),
                },
            });
        }
    }

    public static void Save(NpgsqlBatch batch, IEnumerable<PendingChange> changes)
    {
        foreach (var change in changes)
            batch.BatchCommands.Add(change.ToCommand());
    }

    public static void WriteOutbox(
        NpgsqlBatch batch, DbContext db, IReadOnlyCollection<OutboxMessage> added, IReadOnlyCollection<Guid> cancelled)
    {
        if (added.Count == 0 && cancelled.Count == 0)
            return;

        var outbox = PlainTable.Of(db, typeof(OutboxMessage))
            ?? throw new InvalidOperationException($"The outbox of {db.GetType().Name} has to be mapped by {nameof(OutboxModel.AddOutbox)} alone.");

        if (added.Count > 0)
            batch.BatchCommands.Add(PendingChange.Insert(outbox, [.. added]));

        if (cancelled.Count == 0)
            return;

        var key = outbox.Keys[0];
        batch.BatchCommands.Add(cancelled.Count == 1
            ? new NpgsqlBatchCommand(outbox.Statements.DeleteIfThere) { Parameters = { key.Parameter(cancelled.Single()) } }
            : new NpgsqlBatchCommand(outbox.Statements.DeleteAny) { Parameters = { key.List(cancelled.Cast<object>()) } });
    }

    /// <summary>Waits for statements that make sure of rows.</summary>
    /// <exception cref="DbUpdateConcurrencyException">A row is not as it was read.</exception>
    public static async Task CheckedAsync(DbContext db, Task statements)
    {
        try
        {
            await statements;
        }
        catch (PostgresException failure) when (failure.SqlState == DivisionByZero)
        {
            throw new DbUpdateConcurrencyException(
                $"A row of {db.GetType().Name} was changed or deleted by somebody else since it was read.", failure);
        }
    }
}
