using System.Runtime.CompilerServices;
using Messaging.EntityFrameworkCore.Databases.Postgres;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>What differs between PostgreSQL, SQL Server and SQLite.</summary>
internal abstract class DatabaseDialect
{
    private static readonly ConditionalWeakTable<IModel, DatabaseDialect> _byModel = [];

    /// <summary>The dialect of the EF Core provider that <paramref name="db"/> uses.</summary>
    /// <exception cref="NotSupportedException">There is no dialect for the provider.</exception>
    public static DatabaseDialect Of(DbContext db) =>
        _byModel.TryGetValue(db.Model, out var known) ? known : _byModel.GetValue(db.Model, _ => OfProvider(db));

    /// <summary>Begins a transaction that may lock and write.</summary>
    /// <exception cref="InvalidOperationException"><paramref name="db"/> is in a transaction already.</exception>
    public virtual async Task<WriteTransaction> BeginAsync(DbContext db, CancellationToken cancellationToken) =>
        await DatabaseTransaction.BeginAsync(db, turn: null, cancellationToken);

    /// <summary>
    /// Saves the changes of <paramref name="db"/>, adds rows to its outbox, deletes those cancelled timers that are still
    /// there, and commits.
    /// </summary>
    public virtual async Task CommitAsync(
        DbContext db,
        DatabaseTransaction transaction,
        IReadOnlyCollection<OutboxMessage> added,
        IReadOnlyCollection<Guid> cancelled,
        CancellationToken cancellationToken)
    {
        db.AddRange(added);
        await SaveLastAsync(db, cancellationToken);
        if (cancelled.Count > 0)
            await db.Set<OutboxMessage>().Where(row => cancelled.Contains(row.Id)).ExecuteDeleteAsync(cancellationToken);

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// The statement that leases due rows, up to a limit, and returns them. It skips rows that another instance has locked.
    /// Parameters: {0} now, {1} the end of the lease, {2} the limit.
    /// </summary>
    public abstract string ClaimStatement(TableNames outbox);

    /// <summary>Locks the row of <paramref name="key"/> and returns its tracked entity, or null if there is no such row.</summary>
    public virtual async Task<TEntity?> FindAndLockAsync<TEntity>(DbContext db, object key, CancellationToken cancellationToken)
        where TEntity : class
    {
        var table = TableNames.Of<TEntity>(db);
        var locked = await SelectAsync<TEntity>(db, LockStatement(table, $"{table.Key} = {{0}}"), [key], cancellationToken);
        return locked.SingleOrDefault();
    }

    /// <summary>
    /// Locks the row of <paramref name="key"/> likewise, and also tracks the entity, without a lock, whose key the property
    /// <paramref name="reference"/> of the locked entity holds.
    /// </summary>
    public virtual async Task<TEntity?> FindAndLockAsync<TEntity, TReferenced>(
        DbContext db, object key, string reference, CancellationToken cancellationToken)
        where TEntity : class
        where TReferenced : class
    {
        var locked = await FindAndLockAsync<TEntity>(db, key, cancellationToken);
        if (locked is not null && db.Entry(locked).Property(reference).CurrentValue is { } referenced)
            await db.FindAsync<TReferenced>([referenced], cancellationToken);

        return locked;
    }

    /// <summary>Locks the rows of <paramref name="keys"/> in key order and returns their tracked entities.</summary>
    public virtual async Task<IReadOnlyList<TEntity>> FindAndLockAllAsync<TEntity>(
        DbContext db, IReadOnlyList<object> keys, CancellationToken cancellationToken)
        where TEntity : class
    {
        var table = TableNames.Of<TEntity>(db);
        var places = Enumerable.Range(0, keys.Count).Select(index => $"{{{index}}}");
        var statement = LockStatement(table, $"{table.Key} IN ({string.Join(", ", places)})");
        return await SelectAsync<TEntity>(db, statement, [.. keys], cancellationToken);
    }

    /// <summary>The statement that selects and locks, in key order, the rows that satisfy <paramref name="condition"/>.</summary>
    public abstract string LockStatement(TableNames table, string condition);

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

    private static Task<List<TEntity>> SelectAsync<TEntity>(
        DbContext db, string statement, object[] parameters, CancellationToken cancellationToken)
        where TEntity : class =>
        db.Set<TEntity>().FromSqlRaw(statement, parameters).AsTracking().ToListAsync(cancellationToken);

    private static DatabaseDialect OfProvider(DbContext db) => db.Database.ProviderName switch
    {
        "Npgsql.EntityFrameworkCore.PostgreSQL" => PostgresDialect.Instance,
        "Microsoft.EntityFrameworkCore.SqlServer" => SqlServerDialect.Instance,
        "Microsoft.EntityFrameworkCore.Sqlite" => SqliteDialect.Instance,
        var other => throw new NotSupportedException(
            $"{db.GetType().Name} uses the EF Core provider {other}; SQLite, PostgreSQL and SQL Server are supported."),
    };
}
