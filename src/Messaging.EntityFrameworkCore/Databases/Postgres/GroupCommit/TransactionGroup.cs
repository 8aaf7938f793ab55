using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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

    private readonly IServiceScopeFactory _scopes;
    private readonly Type _dbContextType;
    private readonly Batcher<ReadRequest> _reads;
    private readonly Batcher<CommitRequest> _commits;
    private readonly ConcurrentDictionary<(RawTable Table, object Key), byte> _reservedRows = new();
    private readonly ConcurrentDictionary<Type, bool> _supports = new();

    public TransactionGroup(IServiceScopeFactory scopes, Type dbContextType)
    {
        _scopes = scopes;
        _dbContextType = dbContextType;
        _reads = new Batcher<ReadRequest>(MaxGroupSize, ReadOrSplitAsync);
        _commits = new Batcher<CommitRequest>(MaxGroupSize, CommitOrSplitAsync);
    }

    /// <summary>
    /// Whether transactions of <paramref name="db"/> can take part: it uses PostgreSQL and
    /// <see cref="MessagingRegistration.UseGroupCommit"/>, and has no hook on saving.
    /// </summary>
    public bool Supports(DbContext db) =>
        _supports.GetOrAdd(db.GetType(), static (_, db) => GroupCommitInterceptor.IsOn(db) && !PendingChanges.HasSaveHook(db), db);

    /// <summary>Reserves a row for one handler of this process. False if another handler has it: the caller must lock it then.</summary>
    public bool TryReserve(RawTable table, object key) => _reservedRows.TryAdd((table, key), 0);

    /// <summary>Releases a row that <see cref="TryReserve"/> has reserved.</summary>
    public void Release(RawTable table, object key) => _reservedRows.TryRemove((table, key), out _);

    public Task<IReadOnlyList<RowSnapshot>> ReadAsync(ReadRequest request)
    {
        _reads.Add(request);
        return request.Outcome;
    }

    public Task CommitAsync(CommitRequest request)
    {
        _commits.Add(request);
        return request.Outcome;
    }

    private async Task ReadOrSplitAsync(IReadOnlyList<ReadRequest> requests)
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

    /// <exception cref="InvalidOperationException">
    /// A row's key equals none of several requested keys, though the database takes it for one of them. Such a request has to be
    /// read alone.
    /// </exception>
    private async Task ReadTogetherAsync(IReadOnlyList<ReadRequest> requests)
    {
        var found = new Dictionary<ReadRequest, IReadOnlyList<RowSnapshot>>(requests.Count);
        await using (var scope = _scopes.CreateAsyncScope())
        {
            var db = (DbContext)scope.ServiceProvider.GetRequiredService(_dbContextType);
            await db.Database.OpenConnectionAsync();
            await using var batch = PostgresDialect.NewBatch(db);
            var selections = requests.GroupBy(request => (request.Table, request.ReferencedTable, request.Reference)).ToList();
            foreach (var selection in selections)
            {
                var (table, referencedTable, reference) = selection.Key;
                batch.BatchCommands.Add(Selection(table, referencedTable, reference, selection.Select(request => request.Key)));
            }

            await using var reader = await batch.ExecuteReaderAsync();
            foreach (var selection in selections)
            {
                while (await reader.ReadAsync())
                {
                    var rows = Rows(reader, selection.Key.Table, selection.Key.ReferencedTable);
                    found.Add(requests.Count == 1 ? requests[0] : selection.Single(request => Equals(request.Key, rows[0].Key)), rows);
                }

                await reader.NextResultAsync();
            }
        }

        foreach (var request in requests)
            request.Complete(found.GetValueOrDefault(request, []));
    }

    private static NpgsqlBatchCommand Selection(RawTable table, RawTable? referencedTable, string? reference, IEnumerable<object> keys) =>
        new(referencedTable is null ? table.Statements.Read : table.Statements.ReadWithReferenced(referencedTable, reference!))
        {
            Parameters = { table.Keys[0].List(keys) },
        };

    private static IReadOnlyList<RowSnapshot> Rows(NpgsqlDataReader reader, RawTable table, RawTable? referencedTable)
    {
        var row = Row(reader, table, 0);
        var start = table.Columns.Count + 1;
        return referencedTable is null || reader.IsDBNull(start + referencedTable.Columns.Count)
            ? [row]
            : [row, Row(reader, referencedTable, start)];
    }

    private static RowSnapshot Row(NpgsqlDataReader reader, RawTable table, int start) =>
        new(table, table.Read(reader, start), reader.GetFieldValue<uint>(start + table.Columns.Count));

    private async Task CommitOrSplitAsync(IReadOnlyList<CommitRequest> requests)
    {
        try
        {
            await CommitTogetherAsync(requests, waits: false);
        }
        catch (Exception failure)
            when (requests.Count > 1 || failure is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable })
        {
            foreach (var request in requests)
                _ = CommitAloneAsync(request);
        }
        catch (Exception failure)
        {
            requests[0].Fail(failure);
        }
    }

    /// <summary>Commits one request and waits for locks of other transactions, which a group must not do.</summary>
    private async Task CommitAloneAsync(CommitRequest request)
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

    private async Task CommitTogetherAsync(IReadOnlyList<CommitRequest> requests, bool waits)
    {
        await using (var scope = _scopes.CreateAsyncScope())
        {
            var db = (DbContext)scope.ServiceProvider.GetRequiredService(_dbContextType);
            await using var write = await DatabaseTransaction.BeginAsync(db, turn: null, CancellationToken.None);
            var batch = PostgresDialect.NewBatch(db);
            CommitBatch.Verify(batch, requests.SelectMany(request => request.Snapshots), waits);
            CommitBatch.Save(batch, PendingChanges.Merge([.. requests.Select(request => request.Changes)]));
            CommitBatch.WriteOutbox(
                batch,
                db,
                [.. requests.SelectMany(request => request.Added)],
                [.. requests.SelectMany(request => request.Cancelled)]);
            await CommitBatch.ThrowOnConflictAsync(db, write.CommitAsync(batch, CancellationToken.None));
        }

        foreach (var request in requests)
            request.Complete();
    }
}
