using System.Runtime.CompilerServices;
using Messaging.EntityFrameworkCore.Databases.Postgres;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>What differs between the databases that we run on.</summary>
internal abstract class DatabaseDialect
{
    private static readonly ConditionalWeakTable<IModel, DatabaseDialect> s_byModel = [];

    /// <summary>The dialect of the provider that <paramref name="db"/> is configured with.</summary>
    public static DatabaseDialect Of(DbContext db) =>
        s_byModel.TryGetValue(db.Model, out var known) ? known : s_byModel.GetValue(db.Model, _ => OfProvider(db));

    /// <summary>
    /// Begins a transaction that may lock and write. A failed save ends it, so EF Core's savepoints around each save
    /// would be round trips for nothing.
    /// </summary>
    public virtual async Task<WriteTransaction> BeginAsync(DbContext db, CancellationToken cancellationToken)
    {
        db.Database.AutoSavepointsEnabled = false;
        return new WriteTransaction(db, await db.Database.BeginTransactionAsync(cancellationToken), gate: null);
    }

    /// <summary>
    /// Saves the changes of <paramref name="db"/>, adds rows to its outbox, deletes those timers from it that are still
    /// there, and commits.
    /// </summary>
    public virtual async Task CommitAsync(
        DbContext db,
        WriteTransaction write,
        IReadOnlyCollection<OutboxMessage> added,
        IReadOnlyCollection<Guid> cancelled,
        CancellationToken cancellationToken)
    {
        db.AddRange(added);
        await db.SaveChangesAsync(cancellationToken);
        if (cancelled.Count > 0)
            await db.Set<OutboxMessage>().Where(row => cancelled.Contains(row.Id)).ExecuteDeleteAsync(cancellationToken);

        await write.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// One statement that leases the rows that are due, up to a limit, passing over those that another instance holds,
    /// and returns them. Parameters: {0} now, {1} the end of the lease, {2} the limit.
    /// </summary>
    public abstract string ClaimStatement(TableNames outbox);

    /// <summary>The entity of that key with its row locked, tracked; none if there is no such row.</summary>
    public virtual async Task<TEntity?> FindAndLockAsync<TEntity>(DbContext db, object key, CancellationToken cancellationToken)
        where TEntity : class
    {
        var table = TableNames.Of<TEntity>(db);
        var locked = await SelectAsync<TEntity>(db, LockStatement(table, $"{table.Key} = {{0}}"), [key], cancellationToken);
        return locked.SingleOrDefault();
    }

    /// <summary>The same, and with it the entity, not locked, whose key the member <paramref name="reference"/> holds.</summary>
    public virtual async Task<TEntity?> FindAndLockAsync<TEntity, TNamed>(
        DbContext db, object key, string reference, CancellationToken cancellationToken)
        where TEntity : class
        where TNamed : class
    {
        var locked = await FindAndLockAsync<TEntity>(db, key, cancellationToken);
        if (locked is not null && db.Entry(locked).Property(reference).CurrentValue is { } named)
            await db.FindAsync<TNamed>([named], cancellationToken);

        return locked;
    }

    /// <summary>The entities of some keys of one type with their rows locked, in key order, tracked.</summary>
    public virtual async Task<IReadOnlyList<TEntity>> FindAndLockAllAsync<TEntity>(
        DbContext db, IReadOnlyList<object> keys, CancellationToken cancellationToken)
        where TEntity : class
    {
        var table = TableNames.Of<TEntity>(db);
        var places = Enumerable.Range(0, keys.Count).Select(index => $"{{{index}}}");
        return await SelectAsync<TEntity>(db, LockStatement(table, $"{table.Key} IN ({string.Join(", ", places)})"), [.. keys], cancellationToken);
    }

    /// <summary>Selects and locks, in key order, the rows that the condition holds for.</summary>
    public abstract string LockStatement(TableNames table, string condition);

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
