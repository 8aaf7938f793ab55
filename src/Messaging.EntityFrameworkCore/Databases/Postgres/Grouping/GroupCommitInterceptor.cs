using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Messaging.EntityFrameworkCore.Databases.Postgres.Grouping;

/// <summary>
/// Sees to it that a handling whose transaction is deferred does nothing outside of one: before its first statement that
/// writes or locks, or that reads what may change while it decides, it gets a transaction of its own.
/// </summary>
internal sealed class GroupCommitInterceptor : DbCommandInterceptor, IDbTransactionInterceptor
{
    /// <summary>Whether it watches that DbContext, and PostgreSQL is behind it.</summary>
    public static bool IsOn(DbContext db) =>
        DatabaseDialect.Of(db) is PostgresDialect
        && db.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.Interceptors?.Any(one => one is GroupCommitInterceptor) == true;

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await OwnAsync(eventData, cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        await OwnAsync(eventData, cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await OwnAsync(eventData, cancellationToken);
        return result;
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Own(eventData);
        return result;
    }

    public override InterceptionResult<object> ScalarExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
    {
        Own(eventData);
        return result;
    }

    public override InterceptionResult<int> NonQueryExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Own(eventData);
        return result;
    }

    public InterceptionResult<DbTransaction> TransactionStarting(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result) =>
        IsDeferred(eventData.Context) ? throw InATransaction(eventData.Context) : result;

    public ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result,
        CancellationToken cancellationToken = default) =>
        IsDeferred(eventData.Context) ? throw InATransaction(eventData.Context) : ValueTask.FromResult(result);

    /// <summary>A query of one statement sees what is committed, in a transaction as outside of one; until something is decided on, that is enough.</summary>
    private static DeferredTransaction? Needing(CommandEventData command) =>
        command.Context is { } db && DeferredTransaction.Of(db) is { IsOwn: false } deferred
        && (deferred.HasDecision || command.CommandSource != CommandSource.LinqQuery)
            ? deferred
            : null;

    private static Task OwnAsync(CommandEventData command, CancellationToken cancellationToken) =>
        Needing(command) is { } deferred ? deferred.OwnAsync(cancellationToken) : Task.CompletedTask;

    private static void Own(CommandEventData command) => OwnAsync(command, CancellationToken.None).GetAwaiter().GetResult();

    private static bool IsDeferred(DbContext? db) => db is not null && DeferredTransaction.Of(db) is { IsOwn: false };

    private static InvalidOperationException InATransaction(DbContext? db) =>
        new($"A handler in the outbox of {db?.GetType().Name} is in a transaction already; it can't begin another.");
}
