using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Databases;

/// <summary>Tells database failures apart by SQLSTATE or error number, never by their text.</summary>
public static class DatabaseFailures
{
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqlitePrimaryKey = 1555;
    private const int SqliteUnique = 2067;

    private const string Npgsql = nameof(Npgsql);

    /// <summary>Npgsql 10 trips over this of its own, and throws nothing better, on a connection that breaks as a command begins.</summary>
    private static readonly string s_npgsqlSignal = typeof(ManualResetEventSlim).FullName!;

    /// <summary>
    /// True when another transaction got in the way and a fresh attempt will see its outcome: a unique violation, a
    /// stale update, a deadlock, a serialization failure.
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
    /// True when the database could not be reached, is going down, or is not yet in step with its client: the same attempt
    /// may work later.
    /// </summary>
    public static bool IsUnavailable(Exception exception) => Any(exception, inner => inner switch
    {
        SqlException sql => sql.Number is -2 or 2 or 20 or 53 or 64 or 233 or 4060 or 10053 or 10054 or 10060 or 10061
            or 40197 or 40501 or 40613,
        SqliteException => false,
        DbException database => database.IsTransient || IsOutOfStep(database),
        ObjectDisposedException disposed => disposed.ObjectName == s_npgsqlSignal,

        // And over this when the connection breaks while its answer is being read.
        NullReferenceException { Source: Npgsql } => true,
        _ => false,
    });

    /// <summary>
    /// After a connection broke, Npgsql 10 may prepare a statement under a name that the server holds already (42P05), or
    /// use one that it does not hold (26000); it forgets the statement then, so that the next attempt works.
    /// </summary>
    private static bool IsOutOfStep(DbException failure) => failure.SqlState is "42P05" or "26000";

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
