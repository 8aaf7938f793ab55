using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Messaging.EntityFrameworkCore.Databases.Postgres.GroupCommit;

/// <summary>
/// Starts a <see cref="DeferredTransaction"/> before EF Core sends a statement that must run inside it: one that writes or locks,
/// or a query after the handler has read the row that it decides on.
/// </summary>
internal sealed class GroupCommitInterceptor : DbCommandInterceptor, IDbTransactionInterceptor, ISaveChangesInterceptor
{
    /// <summary>Whether <paramref name="db"/> uses PostgreSQL and has this interceptor.</summary>
    public static bool IsOn(DbContext db) =>
        DatabaseDialect.Of(db) is PostgresDialect
        && db.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.Interceptors
            ?.Any(interceptor => interceptor is GroupCommitInterceptor) == true;

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        await EnsureStartedAsync(eventData, cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        await EnsureStartedAsync(eventData, cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await EnsureStartedAsync(eventData, cancellationToken);
        return result;
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        EnsureStarted(eventData);
        return result;
    }

    public override InterceptionResult<object> ScalarExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
    {
        EnsureStarted(eventData);
        return result;
    }

    public override InterceptionResult<int> NonQueryExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        EnsureStarted(eventData);
        return result;
    }

    /// <summary>EF Core sets a savepoint before it saves, if there is a transaction by then.</summary>
    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (Deferred(eventData.Context) is { } deferred)
            await deferred.EnsureStartedAsync(cancellationToken);

        return result;
    }

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Deferred(eventData.Context)?.EnsureStartedAsync(CancellationToken.None).GetAwaiter().GetResult();
        return result;
    }

    public InterceptionResult<DbTransaction> TransactionStarting(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result) =>
        Deferred(eventData.Context) is not null ? throw InTransaction(eventData.Context) : result;

    public ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection,
        TransactionStartingEventData eventData,
        InterceptionResult<DbTransaction> result,
        CancellationToken cancellationToken = default) =>
        Deferred(eventData.Context) is not null ? throw InTransaction(eventData.Context) : ValueTask.FromResult(result);

    /// <summary>
    /// The deferred transaction that has to start before this command. A LINQ query sees committed rows inside a transaction as
    /// well as outside one; that suffices until the handler has read the row that it decides on.
    /// </summary>
    private static DeferredTransaction? ToStart(CommandEventData command) =>
        command.Context is { } db && DeferredTransaction.Of(db) is { IsStarted: false } deferred
        && (deferred.HasReservedRow || command.CommandSource != CommandSource.LinqQuery)
            ? deferred
            : null;

    private static Task EnsureStartedAsync(CommandEventData command, CancellationToken cancellationToken) =>
        ToStart(command) is { } deferred ? deferred.EnsureStartedAsync(cancellationToken) : Task.CompletedTask;

    private static void EnsureStarted(CommandEventData command) =>
        EnsureStartedAsync(command, CancellationToken.None).GetAwaiter().GetResult();

    private static DeferredTransaction? Deferred(DbContext? db) =>
        db is not null && DeferredTransaction.Of(db) is { IsStarted: false } deferred ? deferred : null;

    private static InvalidOperationException InTransaction(DbContext? db) =>
        new($"A handler in the outbox of {db?.GetType().Name} is in a transaction already; it can't begin another.");
}
