using Messaging.EntityFrameworkCore.Databases.Postgres.Grouping;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore;

/// <summary>Has handlings share their transactions.</summary>
public static class GroupCommitExtensions
{
    private static readonly GroupCommitInterceptor s_interceptor = new();

    /// <summary>
    /// On PostgreSQL, lets the outbox commit what several handlings of a process write in one transaction, and read what they
    /// decide on in one statement: under load that takes a fraction of the database's work. Rows that a handler finds with
    /// <see cref="Databases.RowLocks"/> are then not locked while it decides; instead its commit is refused, and the message
    /// tried again, if somebody has changed them meanwhile. A handler that does more than that is given a transaction of its
    /// own, with locks. On other databases it changes nothing.
    /// </summary>
    public static DbContextOptionsBuilder UseGroupCommit(this DbContextOptionsBuilder options)
    {
        ArgumentNullException.ThrowIfNull(options);

        return options.AddInterceptors(s_interceptor);
    }
}
