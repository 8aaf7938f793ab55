
namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>
/// SQLite has one writer and no row locks: a write transaction locks the whole database. Writers of this process wait here
/// for each other, in order, instead of polling for the lock of the file.
/// </summary>
internal sealed class SqliteDialect() : DatabaseDialect(lockHint: "", lockClause: "")
{
    public static readonly SqliteDialect Instance = new();

    public override string? ClockStatement => null;

    public override Task<WriteTransaction> BeginAsync(DbContext db, CancellationToken cancellationToken) =>
        BeginAsync(db, SqliteWriteQueue.Enter(db), cancellationToken);

    public override string ClaimStatement(TableNames outbox, int closed) => ClaimByKey(outbox, closed, "IN (", ")");

    /// <summary>The transaction is the only one that writes.</summary>
    public override Task<bool> TryLockAsync(DbContext db, string name, CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>Microsoft.Data.Sqlite sends BEGIN IMMEDIATE, which takes the write lock.</summary>
    private static async Task<WriteTransaction> BeginAsync(
        DbContext db, SqliteWriteQueue.Writer writer, CancellationToken cancellationToken)
    {
        try
        {
            await writer.BeginAsync(cancellationToken);
            return await DatabaseTransaction.BeginAsync(db, writer, cancellationToken);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }
}
