using System.Runtime.CompilerServices;
using Messaging.EntityFrameworkCore.Databases.Postgres;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>What differs between PostgreSQL, SQL Server and SQLite.</summary>
/// <param name="lockHint">What follows a table whose rows a statement locks.</param>
/// <param name="lockClause">What ends a statement that locks the rows that it selects.</param>
internal abstract class DatabaseDialect(string lockHint, string lockClause)
{
    private static readonly ConditionalWeakTable<IModel, DatabaseDialect> _byModel = [];

    /// <summary>The statement that reads the server's clock, in UTC; null if there is no server.</summary>
    public abstract string? ClockStatement { get; }

    /// <summary>The dialect of the EF Core provider that <paramref name="db"/> uses.</summary>
    /// <exception cref="NotSupportedException">There is no dialect for the provider.</exception>
    public static DatabaseDialect Of(DbContext db) => _byModel.GetOrAdd(db.Model, static (_, db) => OfProvider(db), db);

    /// <summary>Begins a transaction that may lock and write.</summary>
    /// <exception cref="InvalidOperationException"><paramref name="db"/> is in a transaction already.</exception>
    public virtual async Task<WriteTransaction> BeginAsync(DbContext db, CancellationToken cancellationToken) =>
        await DatabaseTransaction.BeginAsync(db, writer: null, cancellationToken);

    /// <summary>Saves the changes of <paramref name="db"/> and of its outbox, and commits.</summary>
    public virtual async Task CommitAsync(
        DbContext db, DatabaseTransaction transaction, OutboxChanges outbox, CancellationToken cancellationToken)
    {
        db.AddRange(outbox.Added);
        await SaveLastAsync(db, cancellationToken);
        if (outbox.Cancelled is { Count: > 0 } cancelled)
            await db.Set<OutboxMessage>().Where(row => cancelled.Contains(row.Id)).ExecuteDeleteAsync(cancellationToken);

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// The statement that leases due rows, up to a limit, and returns them. It skips rows that another instance has locked.
    /// Parameters: {0} now, {1} the end of the lease, {2} the limit, and from {3} on so many destinations to leave out.
    /// </summary>
    public abstract string ClaimStatement(TableNames outbox, int closed);

    /// <summary>
    /// Takes the lock of that name, which belongs to no row, until the transaction ends. False, at once, if another transaction has it.
    /// </summary>
    public abstract Task<bool> TryLockAsync(DbContext db, string name, CancellationToken cancellationToken);

    /// <summary>
    /// Locks the row of <paramref name="key"/> and returns its tracked entity with the values of the row, or null if there is no such
    /// row. If <paramref name="reference"/> is given, the method also tracks the entity, without a lock, whose key this property of the
    /// locked entity holds.
    /// </summary>
    public virtual async Task<TEntity?> FindAndLockAsync<TEntity, TReferenced>(
        DbContext db, object key, string? reference, CancellationToken cancellationToken)
        where TEntity : class
        where TReferenced : class
    {
        var locked = (await FindAndLockAllAsync<TEntity>(db, [key], cancellationToken)).SingleOrDefault();
        if (locked is not null && reference is not null)
            await ReadReferencedAsync<TReferenced>(db, locked, reference, cancellationToken);

        return locked;
    }

    /// <summary>
    /// Locks the rows of <paramref name="keys"/> in key order and returns their tracked entities likewise. A query of EF Core returns a
    /// tracked entity with the values that it has, so the entity is read again.
    /// </summary>
    public virtual async Task<IReadOnlyList<TEntity>> FindAndLockAllAsync<TEntity>(
        DbContext db, IReadOnlyList<object> keys, CancellationToken cancellationToken)
        where TEntity : class
    {
        var table = TableNames.Of<TEntity>(db);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        object[] parameters = [.. keys.Select((key, index) => table.KeyParameter(command, index, key))];
        var (rows, tracked) = (LockedRows.Of(db), TrackedRows.All<TEntity>(db));

        var locked = await db.Set<TEntity>()
            .FromSqlRaw(LockStatement(table, $"{table.Key} IN ({Places(0, keys.Count)})"), parameters)
            .AsTracking()
            .ToListAsync(cancellationToken);
        foreach (var entity in locked.Where(entity => tracked.Contains(entity) && rows.IsStale(db, entity)))
            await TrackedRows.RefreshAsync(db, entity, cancellationToken);

        return locked;
    }

    /// <summary>Reads the entity whose key a property of a locked entity holds, unless it was read under this lock before.</summary>
    public static async Task ReadReferencedAsync<TReferenced>(
        DbContext db, object locked, string reference, CancellationToken cancellationToken)
        where TReferenced : class
    {
        if (TrackedRows.EntryOf(db, locked).Property(reference).CurrentValue is not { } key)
            return;

        var rows = LockedRows.Of(db);
        if (db.FindTracked<TReferenced>(key) is { } tracked && rows.IsStale(db, tracked))
            await TrackedRows.RefreshAsync(db, tracked, cancellationToken);

        if (await db.FindAsync<TReferenced>([key], cancellationToken) is { } referenced)
            rows.AddReferenced(referenced);
    }

    /// <summary>The statement that selects and locks, in key order, the rows that satisfy <paramref name="condition"/>.</summary>
    public string LockStatement(TableNames table, string condition) =>
        $"SELECT * FROM {table.Table}{lockHint} WHERE {condition} ORDER BY {table.Key}{lockClause}";

    /// <summary>Saves before the commit. If that fails, the transaction ends, so EF Core need not set a savepoint first.</summary>
    protected static async Task SaveLastAsync(DbContext db, CancellationToken cancellationToken)
    {
        var setsSavepoints = db.Database.AutoSavepointsEnabled;
        db.Database.AutoSavepointsEnabled = false;
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        finally
        {
            db.Database.AutoSavepointsEnabled = setsSavepoints;
        }
    }

    /// <summary>The condition of a claim: due, and for no destination that has to be left out.</summary>
    protected static string Claimable(TableNames outbox, int closed)
    {
        var due = $"{outbox.Column(nameof(OutboxMessage.NextAttemptAt))} <= {{0}}";
        return closed == 0
            ? due
            : $"{due} AND {outbox.Column(nameof(OutboxMessage.Destination))} NOT IN ({Places(3, closed)})";
    }

    /// <summary>
    /// A claim that selects the keys of due rows, in their order, and updates the rows of these keys. The selection stands between
    /// <paramref name="before"/> and <paramref name="after"/>.
    /// </summary>
    protected static string ClaimByKey(TableNames outbox, int closed, string before, string after)
    {
        var nextAttemptAt = outbox.Column(nameof(OutboxMessage.NextAttemptAt));
        return $$"""
            UPDATE {{outbox.Table}} SET {{nextAttemptAt}} = {1}
            WHERE {{outbox.Key}} {{before}}
                SELECT {{outbox.Key}} FROM {{outbox.Table}}
                WHERE {{Claimable(outbox, closed)}}
                ORDER BY {{nextAttemptAt}}, {{outbox.Column(nameof(OutboxMessage.Position))}}
                LIMIT {2}{{after}}
            RETURNING *
            """;
    }

    private static string Places(int first, int count) =>
        string.Join(", ", Enumerable.Range(first, count).Select(index => $"{{{index}}}"));

    private static DatabaseDialect OfProvider(DbContext db) => db.Database.ProviderName switch
    {
        "Npgsql.EntityFrameworkCore.PostgreSQL" => PostgresDialect.Instance,
        "Microsoft.EntityFrameworkCore.SqlServer" => SqlServerDialect.Instance,
        "Microsoft.EntityFrameworkCore.Sqlite" => SqliteDialect.Instance,
        var other => throw new NotSupportedException(
            $"{db.GetType().Name} uses the EF Core provider {other}; SQLite, PostgreSQL and SQL Server are supported."),
    };
}
