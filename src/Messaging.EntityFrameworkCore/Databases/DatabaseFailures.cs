using System.Collections.Frozen;
using System.Data.Common;
using Messaging.EntityFrameworkCore.Scheduling;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>
/// Tells database failures apart by what the drivers report, such as SQLSTATE and error number, and never by message text. A failure is
/// a conflict, an outage or a timeout, or none of them. A cancellation is none of them.
/// </summary>
public static class DatabaseFailures
{
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqlitePrimaryKey = 1555;
    private const int SqliteUnique = 2067;

    private const string IdleInTransactionTimeout = "25P03";
    private const string IdleSessionTimeout = "57P05";

    private const int SqlServerTimeout = -2;
    private const byte SqlServerFatal = 20;
    private const string SqlServerVersion = "HelpLink.ProdVer";
    private const string SqlClient = "Microsoft.Data.SqlClient";

    /// <summary>
    /// The object that Npgsql 10 finds disposed when a connection breaks as a command begins; it throws no other exception then.
    /// </summary>
    private static readonly string _npgsqlDisposedObject = typeof(ManualResetEventSlim).FullName!;

    /// <summary>
    /// What SQL Server and its driver report with a class below 20 while a server can't be reached, starts, stops, fails over, has no
    /// resources left or is throttled.
    /// </summary>
    private static readonly FrozenSet<int> _sqlServerOutages = FrozenSet.ToFrozenSet(
    [
        2, 20, 53, 64, 121, 203, 233, 596, 701, 921, 922, 927, 976, 978, 983, 1105, 1204, 1222, 3906, 4060, 6005, 8645, 9002,
        10053, 10054, 10060, 10061, 10928, 10929, 11001, 17142, 18401, 40143, 40197, 40501, 40540, 40613, 49918, 49919, 49920,
    ]);

    /// <summary>
    /// True when another transaction caused the failure and a new attempt sees that transaction's outcome: a unique
    /// violation, a stale update, a deadlock, a serialization failure or, on SQLite, a locked database.
    /// </summary>
    public static bool IsConflict(Exception exception) => Any(exception, inner => inner switch
    {
        DbUpdateConcurrencyException => true,
        SqlException sql => HasError(sql, error => error.Number is 1205 or 2601 or 2627 or 3960 or 3961),
        SqliteException sqlite => sqlite.SqliteErrorCode is SqliteBusy or SqliteLocked
            || sqlite.SqliteExtendedErrorCode is SqlitePrimaryKey or SqliteUnique,
        DbException database => database.SqlState
            is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
        _ => false,
    });

    /// <summary>
    /// True when the database can't be reached, is shutting down or has no connection left, or when the connection's prepared statements
    /// differ from the server's after an outage; also when the <see cref="ClockDiffersException">clocks differ</see>. The same attempt may
    /// succeed later.
    /// </summary>
    public static bool IsUnavailable(Exception exception) => Any(exception, inner => inner switch
    {
        ClockDiffersException => true,

        // On Linux, SqlClient gives most broken connections no number; their class is 20.
        SqlException sql => HasError(sql, error => error.Class >= SqlServerFatal || _sqlServerOutages.Contains(error.Number))
            || (sql.Number == SqlServerTimeout && !sql.Data.Contains(SqlServerVersion)),

        // The pool is exhausted, or the connection was closed because it is broken.
        InvalidOperationException { Source: SqlClient } => true,
        SqliteException => false,
        _ when IsOutOfStep(inner) => true,
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or IdleSessionTimeout } => true,
        DbException database => (database.IsTransient && !IsConflict(database) && !IsTimeout(database))
            || HasStalePreparedStatement(database),
        ObjectDisposedException disposed => disposed.ObjectName == _npgsqlDisposedObject,

        // Npgsql 10 throws this when the connection breaks while it reads a response.
        NullReferenceException { Source: nameof(Npgsql) } => true,

        // And this, by itself, when the server does not answer while Npgsql gets to know its types.
        TimeoutException { Source: nameof(Npgsql) } => true,
        _ => false,
    });

    /// <summary>
    /// True when a statement took longer than the command or the server allows: it is slow, or it waits for a lock. Another attempt may
    /// succeed, but a statement that is slow by itself never will.
    /// </summary>
    public static bool IsTimeout(Exception exception) => Any(exception, inner => inner switch
    {
        // SqlClient uses one number for statements and for connecting; it knows the server's version once it is connected.
        SqlException sql => sql.Number == SqlServerTimeout && sql.Data.Contains(SqlServerVersion),
        PostgresException postgres => postgres.SqlState
            is PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable or IdleInTransactionTimeout,
        NpgsqlException { InnerException: TimeoutException } npgsql => !IsThrownByOpening(npgsql),
        _ => false,
    });

    /// <summary>
    /// True when the caller cancelled the statement. SqlClient then throws no <see cref="OperationCanceledException"/> but an exception
    /// whose number is 0 and whose class is 11.
    /// </summary>
    public static bool IsCancellation(Exception exception) =>
        exception is OperationCanceledException
        || Any(exception, inner => inner is SqlException { Number: 0, Class: 11 } or { InnerException: OperationCanceledException });

    /// <summary>
    /// Npgsql throws the same for a timeout of a statement and for one of connecting, or of waiting for the pool. Only the latter come
    /// out of the opening of a connection.
    /// </summary>
    private static bool IsThrownByOpening(NpgsqlException failure) =>
        failure.StackTrace is { } stack
        && (stack.Contains("Npgsql.NpgsqlConnection.Open", StringComparison.Ordinal)
            || stack.Contains("Npgsql.NpgsqlConnection.<Open>", StringComparison.Ordinal));

    /// <summary>
    /// After a connection broke, Npgsql 10 may prepare a statement under a name that the server already knows (42P05), or
    /// execute one that the server doesn't know (26000). Npgsql then drops the statement, so the next attempt succeeds.
    /// </summary>
    private static bool HasStalePreparedStatement(DbException failure) => failure.SqlState is "42P05" or "26000";

    /// <summary>
    /// Npgsql 10 has received another message than the one that has to follow, perhaps the answer to an earlier command, and has broken the
    /// connection. Its exception is of no type of its own then.
    /// </summary>
    private static bool IsOutOfStep(Exception failure) =>
        failure is { Source: nameof(Npgsql), InnerException: null, StackTrace: { } stack }
        && (stack.Contains("ThrowIfMsgWrongType", StringComparison.Ordinal)
            || stack.Contains("UnexpectedMessageReceived", StringComparison.Ordinal));

    private static bool HasError(SqlException failure, Func<SqlError, bool> test) => failure.Errors.Cast<SqlError>().Any(test);

    private static bool Any(Exception? exception, Func<Exception, bool> test) => exception switch
    {
        null or OperationCanceledException => false,
        _ when test(exception) => true,
        NpgsqlException { InnerException: TimeoutException } => false,
        AggregateException aggregate => aggregate.InnerExceptions.Any(inner => Any(inner, test)),
        _ => Any(exception.InnerException, test),
    };
}
