using System.Collections.Concurrent;
using Messaging.EntityFrameworkCore.Outbox;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;

/// <summary>
/// Reads and commits for the handlers of a process in groups: one statement reads the rows that several handlers decide on, and
/// one transaction commits what several handlers write. If a group fails, each of its requests is executed alone, so that a
/// request fails only for a reason of its own.
/// </summary>
internal sealed class TransactionGroup
{
    private const int MaxGroupSize = 64;

    /// <summary>Every wait for a lock fails (55P03) before it holds up the next group noticeably.</summary>
    private const string WaitForNobody = "SET LOCAL lock_timeout = '10ms'";

    private readonly GroupDatabase _database;
    private readonly Batcher<ReadRequest, IReadOnlyList<RowSnapshot>> _reads;
    private readonly Batcher<CommitRequest, bool> _commits;
    private readonly ConcurrentDictionary<RowId, byte> _reservedRows = new();

    public TransactionGroup(GroupDatabase database)
    {
        _database = database;
        _reads = new Batcher<ReadRequest, IReadOnlyList<RowSnapshot>>(MaxGroupSize, ReadOrSplitAsync);
        _commits = new Batcher<CommitRequest, bool>(MaxGroupSize, CommitOrSplitAsync);
    }

    /// <summary>Reserves a row for one handler of this process. False if another handler has it: the caller must lock it then.</summary>
    public bool TryReserve(RowId row) => _reservedRows.TryAdd(row, 0);

    /// <summary>Releases a row that <see cref="TryReserve"/> has reserved.</summary>
    public void Release(RowId row) => _reservedRows.TryRemove(row, out _);

    public Task<IReadOnlyList<RowSnapshot>> ReadAsync(ReadRequest request, CancellationToken cancellationToken)
    {
        _database.ThrowIfNot(request.Db);
        _reads.Add(request);
        return request.WaitAsync(cancellationToken);
    }

    public Task<bool> CommitAsync(CommitRequest request, CancellationToken cancellationToken)
    {
        _database.ThrowIfNot(request.Db);
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
        var isAlone = requests.Count == 1;
        try
        {
            if (Participation.AreIndependent(requests))
            {
                await CommitTogetherAsync(requests, waits: false);
                return;
            }
        }
        catch (Exception failure) when (isAlone && failure is not PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable })
        {
            requests[0].Fail(failure);
            return;
        }
        catch (Exception)
        {
            // One of them is refused, or has to wait. It finds out alone, and the next group does not wait for it.
        }

        foreach (var request in requests)
            _ = CommitAloneAsync(request);
    }

    /// <summary>Commits one request and waits for locks of other transactions, which a group must not do.</summary>
    private static async Task CommitAloneAsync(CommitRequest request)
    {
        try
        {
            await CommitTogetherAsync([request], waits: true);
        }
        catch (Exception failure)
        {
            request.Fail(failure);
        }
    }

    /// <summary>Commits on the connection of the first request.</summary>
    private static async Task CommitTogetherAsync(IReadOnlyList<CommitRequest> requests, bool waits)
    {
        var db = requests[0].Db;
        await using (var transaction = await DatabaseTransaction.BeginAsync(db, writer: null, CancellationToken.None))
        {
            var batch = PostgresDialect.NewBatch(db);
            if (!waits)
                batch.BatchCommands.Add(new NpgsqlBatchCommand(WaitForNobody));

            CommitBatch.Verify(batch, requests.SelectMany(request => request.Snapshots));
            CommitBatch.Save(batch, PendingChanges.Merge(requests.Select(request => request.Changes)));
            CommitBatch.WriteOutbox(
                batch,
                db,
                [.. requests.SelectMany(request => request.Added)],
                [.. requests.SelectMany(request => request.Cancelled)]);
            await CommitBatch.ThrowOnConflictAsync(db, transaction.CommitAsync(batch, CancellationToken.None));
        }

        MessagingTelemetry.GroupSize.Record(requests.Count);
        foreach (var request in requests)
            request.Complete(true);
    }
}
