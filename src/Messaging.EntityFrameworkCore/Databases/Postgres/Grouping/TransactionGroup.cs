using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Databases.Postgres.Grouping;

/// <summary>
/// Reads and commits for the handlings of a process together: one statement reads the rows that several of them decide on, and
/// one transaction writes what several of them decided. Where one of a group is refused, each goes on alone, so that nobody
/// fails for another.
/// </summary>
internal sealed class TransactionGroup
{
    private const int LargestGroup = 64;

    private readonly IServiceScopeFactory _scopes;
    private readonly Type _dbContextType;
    private readonly Gathering<RowAsked> _reads;
    private readonly Gathering<CommitAsked> _commits;
    private readonly ConcurrentDictionary<(PlainTable Table, object Key), byte> _decided = new();
    private readonly ConcurrentDictionary<Type, bool> _takes = new();

    public TransactionGroup(IServiceScopeFactory scopes, Type dbContextType)
    {
        _scopes = scopes;
        _dbContextType = dbContextType;
        _reads = new Gathering<RowAsked>(LargestGroup, ReadOrSplitAsync);
        _commits = new Gathering<CommitAsked>(LargestGroup, CommitOrSplitAsync);
    }

    /// <summary>Whether the handlings on such a DbContext take part: those of one on PostgreSQL that says so (<see cref="GroupCommitExtensions"/>).</summary>
    public bool Takes(DbContext db) =>
        _takes.GetOrAdd(db.GetType(), static (_, db) => GroupCommitInterceptor.IsOn(db) && !PendingChanges.WantsToSave(db), db);

    /// <summary>False when another handling of this process decides on that row: the caller has to wait for its lock then.</summary>
    public bool TryDecideOn(PlainTable table, object key) => _decided.TryAdd((table, key), 0);

    /// <summary>The row may be decided on by the next.</summary>
    public void IsDecided(PlainTable table, object key) => _decided.TryRemove((table, key), out _);

    public Task<IReadOnlyList<RowRead>> ReadAsync(RowAsked asked)
    {
        _reads.Add(asked);
        return asked.Outcome;
    }

    public Task CommitAsync(CommitAsked asked)
    {
        _commits.Add(asked);
        return asked.Outcome;
    }

    private async Task ReadOrSplitAsync(IReadOnlyList<RowAsked> asked)
    {
        try
        {
            await ReadTogetherAsync(asked);
        }
        catch (Exception) when (asked.Count > 1)
        {
            foreach (var one in asked)
                _ = ReadOrSplitAsync([one]);
        }
        catch (Exception failure)
        {
            asked[0].Failed(failure);
        }
    }

    /// <exception cref="InvalidOperationException">A key that was asked for is another way of writing a row's: to be asked for alone.</exception>
    private async Task ReadTogetherAsync(IReadOnlyList<RowAsked> asked)
    {
        var found = new Dictionary<RowAsked, IReadOnlyList<RowRead>>(asked.Count);
        await using (var scope = _scopes.CreateAsyncScope())
        {
            var db = (DbContext)scope.ServiceProvider.GetRequiredService(_dbContextType);
            await db.Database.OpenConnectionAsync();
            await using var batch = db.NewBatch();
            var selections = asked.GroupBy(one => (one.Table, one.Named, one.Reference)).ToList();
            foreach (var selection in selections)
                batch.BatchCommands.Add(Selection(selection.Key.Table, selection.Key.Named, selection.Key.Reference, selection.Select(one => one.Key)));

            await using var reader = await batch.ExecuteReaderAsync();
            foreach (var selection in selections)
            {
                while (await reader.ReadAsync())
                {
                    var rows = Rows(reader, selection.Key.Table, selection.Key.Named);
                    found.Add(asked.Count == 1 ? asked[0] : selection.Single(one => Equals(one.Key, rows[0].Key)), rows);
                }

                await reader.NextResultAsync();
            }
        }

        foreach (var one in asked)
            one.Found(found.GetValueOrDefault(one, []));
    }

    private static NpgsqlBatchCommand Selection(PlainTable table, PlainTable? named, string? reference, IEnumerable<object> keys) =>
        new(named is null ? table.Statements.Read : table.Statements.ReadWith(named, reference!)) { Parameters = { table.Keys[0].List(keys) } };

    private static IReadOnlyList<RowRead> Rows(NpgsqlDataReader reader, PlainTable table, PlainTable? named)
    {
        var row = Row(reader, table, 0);
        var start = table.Columns.Count + 1;
        return named is null || reader.IsDBNull(start + named.Columns.Count) ? [row] : [row, Row(reader, named, start)];
    }

    private static RowRead Row(NpgsqlDataReader reader, PlainTable table, int start) =>
        new(table, table.Read(reader, start), reader.GetFieldValue<uint>(start + table.Columns.Count));

    private async Task CommitOrSplitAsync(IReadOnlyList<CommitAsked> asked)
    {
        try
        {
            await CommitTogetherAsync(asked, waits: false);
        }
        catch (Exception failure) when (asked.Count > 1 || failure is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable })
        {
            foreach (var one in asked)
                _ = CommitAloneAsync(one);
        }
        catch (Exception failure)
        {
            asked[0].Failed(failure);
        }
    }

    /// <summary>Waits for others' locks, in which nobody else has to join.</summary>
    private async Task CommitAloneAsync(CommitAsked asked)
    {
        try
        {
            await CommitTogetherAsync([asked], waits: true);
        }
        catch (Exception failure)
        {
            asked.Failed(failure);
        }
    }

    private async Task CommitTogetherAsync(IReadOnlyList<CommitAsked> asked, bool waits)
    {
        await using (var scope = _scopes.CreateAsyncScope())
        {
            var db = (DbContext)scope.ServiceProvider.GetRequiredService(_dbContextType);
            await using var write = await db.BeginWriteAsync(CancellationToken.None);
            var batch = db.NewBatch();
            ClosingBatch.Verify(batch, asked.SelectMany(one => one.Read), waits);
            ClosingBatch.Save(batch, PendingChanges.Together([.. asked.Select(one => one.Changes)]));
            ClosingBatch.WriteOutbox(batch, db, [.. asked.SelectMany(one => one.Added)], [.. asked.SelectMany(one => one.Cancelled)]);
            await ClosingBatch.CheckedAsync(db, write.CommitAsync(batch, CancellationToken.None));
        }

        foreach (var one in asked)
            one.Done();
    }
}
