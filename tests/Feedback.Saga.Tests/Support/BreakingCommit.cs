using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Feedback.Saga.Tests.Support;

/// <summary>Loses the connection during the next commit that adds an entity of that kind: the database has committed it.</summary>
internal sealed class BreakingCommit<TEntity> : DbTransactionInterceptor
    where TEntity : class
{
    private int _times;

    /// <summary>How many commits have broken.</summary>
    public int Broken { get; private set; }

    public void BreakNext() => _times = 1;

    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (_times == 0 || eventData.Context?.ChangeTracker.Entries<TEntity>().Any() != true)
            return Task.CompletedTask;

        _times--;
        Broken++;
        throw new BrokenException();
    }

    private sealed class BrokenException() : DbException("The test's broken connection.")
    {
        public override bool IsTransient => true;
    }
}
