using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>Classifies database failures by SQLSTATE or error number, never by message text.</summary>
public static class DatabaseFailures
{
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqlitePrimaryKey = 1555;
    private const int SqliteUnique = 2067;

    private const string Npgsql = nameof(Npgsql);

    /// <summary>
    /// The object that Npgsql 10 finds disposed when a connection breaks as a command begins; it throws no other exception then.
    /// </summary>
    private static readonly string _npgsqlDisposedObject = typeof(ManualResetEventSlim).FullName!;

    /// <summary>
    /// True when another transaction caused the failure and a new attempt sees that transaction's outcome: a unique
    /// violation, a stale update, a deadlock, a serialization failure or, on SQLite, a locked database.
    /// </summary>
    public static bool IsConflict(Exception exception) => Any(exception, inner => inner switch
    {
        DbUpdateConcurrencyException => true,
        SqlException sql => sql.Number is 1205 or 2601 or 2627,
        SqliteException sqlite => sqlite.SqliteErrorCode is SqliteBusy or SqliteLocked
            || sqlite.SqliteExtendedErrorCode is SqlitePrimaryKey or SqliteUnique,
        DbException database => database.SqlState is "23505" or "40001" or "40P01",
        _ => false,
    });

    /// <summary>
    /// True when the database can't be reached or is shutting down, or when the connection's prepared statements differ from
    /// the server's after an outage. The same attempt may succeed later.
    /// </summary>
    public static bool IsUnavailable(Exception exception) => Any(exception, inner => inner switch
    {
        SqlException sql => sql.Number is -2 or 2 or 20 or 53 or 64 or 233 or 4060 or 10053 or 10054 or 10060 or 10061
            or 40197 or 40501 or 40613,
        SqliteException => false,
        DbException database => database.IsTransient || HasStalePreparedStatement(database),
        ObjectDisposedException disposed => disposed.ObjectName == _npgsqlDisposedObject,

        // Npgsql 10 throws this when the connection breaks while it reads a response.
        NullReferenceException { Source: Npgsql } => true,
        _ => false,
    });

    /// <summary>
    /// After a connection broke, Npgsql 10 may prepare a statement under a name that the server already knows (42P05), or
    /// execute one that the server doesn't know (26000). Npgsql then drops the statement, so the next attempt succeeds.
    /// </summary>
    private static bool HasStalePreparedStatement(DbException failure) => failure.SqlState is "42P05" or "26000";

    private static bool Any(Exception exception, Func<Exception, bool> test)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (test(inner))
                return true;
        }

        return exception is AggregateException aggregate && aggregate.InnerExceptions.Any(inner => Any(inner, test));
    }
}
