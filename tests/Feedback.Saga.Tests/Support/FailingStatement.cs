using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Feedback.Saga.Tests.Support;

/// <summary>Fails the next statements that hold a text, as a conflict or as a database that is away.</summary>
internal sealed class FailingStatement(string text, Func<Exception> failure) : DbCommandInterceptor
{
    private int _times;

    /// <summary>How many of them have failed.</summary>
    public int Failed { get; private set; }

    public static FailingStatement Conflict(string text) => new(text, () => new DbUpdateConcurrencyException("The test's conflict."));

    public static FailingStatement Outage(string text) => new(text, () => new AwayException());

    public void FailNext(int times) => _times = times;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        if (_times == 0 || !command.CommandText.Contains(text, StringComparison.Ordinal))
            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);

        _times--;
        Failed++;
        throw failure();
    }

    private sealed class AwayException() : DbException("The test's outage.")
    {
        public override bool IsTransient => true;
    }
}
