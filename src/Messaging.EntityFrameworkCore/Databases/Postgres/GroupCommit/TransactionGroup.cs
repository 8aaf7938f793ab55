using System.Collections.Concurrent;
using Messaging.EntityFrameworkCore.Outbox;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;

/// <summary>
/// Reads and commits for the handlers of a process in groups: one statement reads the rows that several handlers decide on, and
/// one transaction commits what several handlers write. If a group fails, each of its requests is executed alone, so that a
/// request fails only for a reason of its own.
/// </summary>
internal sealed class TransactionGroup(GroupDatabase database)
{
    private const int MaxGroupSize = 64;

    /// <summary>Every wait for a lock fails (55P03) before it holds up the next group noticeably.</summary>
    private const string WaitForNobody = "SET LOCAL lock_timeout = '10ms'";

    private readonly Batcher<ReadRequest, IReadOnlyList<RowSnapshot>> _reads = new(MaxGroupSize, ReadOrSplitAsync);
    private readonly Batcher<CommitRequest, bool> _commits = new(MaxGroupSize, CommitOrSplitAsync);
    private readonly ConcurrentDictionary<RowId, byte> _reservedRows = new();

    /// <summary>Reserves a row for one handler of this process. False if another handler has it: the caller must lock it then.</summary>
    public bool TryReserve(RowId row) => _reservedRows.TryAdd(row, 0);

    public void Release(RowId row) => _reservedRows.TryRemove(row, out _);

    public Task<IReadOnlyList<RowSnapshot>> ReadAsync(ReadRequest request, CancellationToken cancellationToken)
    {
        database.ThrowIfNot(request.Db);
        _reads.Add(request);
        return request.WaitAsync(cancellationToken);
    }

    public Task<bool> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        database.ThrowIfNot(request.Db);
        _commits.Add(request);
        return request.WaitAsync(cancellationToken);
    }

    private static async Task ReadOrSplitAsync(IReadOnlyList<ReadRequest> requests)
    {
        try
        {
            await ReadTogetherAsync(requests);
        }
        catch (Exception) when (requests.Count > 1)
        {
            foreach (var request in requests)
                _ = ReadOrSplitAsync([request]);
        }
        catch (Exception failure)
        {
            requests[0].Fail(failure);
        }
    }

    /// <summary>Reads on the connection of the first request.</summary>
    /// <exception cref="InvalidOperationException">
    /// A row's key equals none of several requested keys, though the database takes it for one of them. Such a request has to be
    /// read alone.
    /// </exception>
    private static async Task ReadTogetherAsync(IReadOnlyList<ReadRequest> requests)
    {
        var found = new Dictionary<ReadRequest, IReadOnlyList<RowSnapshot>>(requests.Count);
        var db = requests[0].Db;
        using var activity = MessagingTelemetry.StartShared("group read", requests.Select(request => request.Caller));
        await db.Database.OpenConnectionAsync();
        try
        {
            await using var batch = PostgresDialect.NewBatch(db);
            var selections = requests.GroupBy(request => request.Selection).ToList();
            foreach (var selection in selections)
                batch.BatchCommands.Add(selection.Key.ToCommand(selection.Select(request => request.Row.Key)));

            await using var reader = await batch.ExecuteReaderAsync();
            foreach (var selection in selections)
            {
                while (await reader.ReadAsync())
                {
                    var rows = selection.Key.Read(reader);
                    found.Add(requests.Count == 1 ? requests[0] : selection.Single(request => request.Row == rows[0].Row), rows);
                }

                await reader.NextResultAsync();
            }
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }

        foreach (var request in requests)
            request.Complete(found.GetValueOrDefault(request, []));
    }

    private static async Task CommitOrSplitAsync(IReadOnlyList<CommitRequest> requests)
    {
        if (await TryCommitAsync(requests, waits: false))
            return;

        foreach (var request in requests)
            _ = TryCommitAsync([request], waits: true);
    }

    /// <summary>
    /// Commits requests, or reports the failure of a single one. A group must not wait for locks of other transactions.
    /// </summary>
    /// <returns>False if one of several is refused, or has to wait. It finds out alone, and the next group does not wait for it.</returns>
    private static async Task<bool> TryCommitAsync(IReadOnlyList<CommitRequest> requests, bool waits)
    {
        try
        {
            if (!Participation.AreIndependent(requests))
                return false;

            await CommitTogetherAsync(requests, waits);
            return true;
        }
        catch (PostgresException failure) when (!waits && failure.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
        catch (Exception failure)
        {
            if (requests.Count == 1)
                requests[0].Fail(failure);

            return requests.Count == 1;
        }
    }

    /// <summary>Commits on the connection of the first request.</summary>
    private static async Task CommitTogetherAsync(IReadOnlyList<CommitRequest> requests, bool waits)
    {
        var db = requests[0].Db;
        using var activity = MessagingTelemetry.StartShared("group commit", requests.Select(request => request.Caller));
        await using (var transaction = await DatabaseTransaction.BeginAsync(db, writer: null, CancellationToken.None))
        {
            var batch = PostgresDialect.NewBatch(db);
            if (!waits)
                batch.BatchCommands.Add(new NpgsqlBatchCommand(WaitForNobody));

            CommitBatch.Verify(batch, requests.SelectMany(request => request.Snapshots));
            CommitBatch.Save(batch, PendingChanges.Merge(requests.Select(request => request.Changes)));
            CommitBatch.WriteOutbox(batch, db, new OutboxChanges(
                [.. requests.SelectMany(request => request.Outbox.Added)],
                [.. requests.SelectMany(request => request.Outbox.Cancelled)]));
            await CommitBatch.ThrowOnConflictAsync(db, transaction.CommitAsync(batch, CancellationToken.None));
        }

        MessagingTelemetry.GroupSize.Record(requests.Count);
        foreach (var request in requests)
            request.Complete(true);
    }
}
