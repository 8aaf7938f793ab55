using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Shared;

/// <summary>What each service tells operators of its outbox.</summary>
internal static class OutboxOverviews
{
    public static async Task<OutboxOverview> ReadOverviewAsync<TDbContext>(
        this OutboxMonitor<TDbContext> outbox, DateTimeOffset asOf, CancellationToken cancellationToken)
        where TDbContext : DbContext
    {
        var figures = await outbox.ReadAsync(asOf.ToMicroseconds(), cancellationToken);
        return new OutboxOverview
        {
            Waiting = figures.Waiting,
            OldestAt = figures.OldestAt,
            Timers = figures.Timers,
            OverdueTimers = figures.OverdueTimers,
            Parked = figures.Parked,
        };
    }
}
