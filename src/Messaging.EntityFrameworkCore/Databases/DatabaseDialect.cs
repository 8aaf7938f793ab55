using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>What differs between the databases that we run on.</summary>
internal abstract class DatabaseDialect
{
    /// <summary>The dialect of the provider that <paramref name="db"/> is configured with.</summary>
    public static DatabaseDialect Of(DbContext db) => db.Database.ProviderName switch
    {
        "Npgsql.EntityFrameworkCore.PostgreSQL" => PostgresDialect.Instance,
        "Microsoft.EntityFrameworkCore.SqlServer" => SqlServerDialect.Instance,
        "Microsoft.EntityFrameworkCore.Sqlite" => SqliteDialect.Instance,
        var other => throw new NotSupportedException(
            $"{db.GetType().Name} uses the EF Core provider {other}; SQLite, PostgreSQL and SQL Server are supported."),
    };

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

    /// <summary>Selects the row of one key, {0}, and locks it until the transaction ends.</summary>
    public string LockStatement(TableNames table) => Lock(table, $"{table.Key} = {{0}}");

    /// <summary>
    /// Selects the rows of some keys of one type and locks them, in key order, until the transaction ends. Returns the
    /// statement and its parameters.
    /// </summary>
    public virtual (string Statement, object[] Parameters) LockStatement(TableNames table, IReadOnlyList<object> keys)
    {
        var places = Enumerable.Range(0, keys.Count).Select(index => $"{{{index}}}");
        return (Lock(table, $"{table.Key} IN ({string.Join(", ", places)})"), [.. keys]);
    }

    /// <summary>Selects and locks, in key order, the rows that the condition holds for.</summary>
    protected abstract string Lock(TableNames table, string condition);
}
