using Feedback.Saga.Persistence;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;

namespace Host.Demo;

/// <summary>
/// Tells when all that is due has been dealt with. What the saga service sends, Notifications acts on, and in memory a
/// row stays until its consumers have committed: so when the first outbox holds nothing due, and then the second, all
/// consequences have happened. A broker takes a message before its consumers do, so there the endpoints have to have
/// settled too.
/// </summary>
internal sealed class Quiet(IServiceScopeFactory scopes, BusActivity activity, DemoClock clock, TimeSpan settles)
{
    /// <summary>How long nothing may arrive before a broker counts as having delivered everything.</summary>
    public static readonly TimeSpan BrokerSettles = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);

    /// <exception cref="TimeoutException">Something due is still there after <paramref name="patience"/>.</exception>
    public async Task WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            var received = activity.Received;
            var waiting = await WaitingAsync(cancellationToken);
            if (waiting == 0 && await HasSettledAsync(received, cancellationToken))
                return;

            if (clock.GetElapsedTime(started) > patience)
                throw new TimeoutException($"After {patience.TotalSeconds:0} s, {waiting} messages or timers that are due have not been handled. Their rows stay in the outboxes; see GET /api/ops/overview.");

            await Task.Delay(_pause, cancellationToken);
        }
    }

    private async Task<int> WaitingAsync(CancellationToken cancellationToken) =>
        await DueAsync<FeedbackDbContext>(cancellationToken) + await DueAsync<NotificationsDbContext>(cancellationToken);

    private async Task<int> DueAsync<TContext>(CancellationToken cancellationToken)
        where TContext : DbContext
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = clock.GetUtcNow();

        return await scope.ServiceProvider.GetRequiredService<TContext>().Set<OutboxMessage>()
            .CountAsync(row => row.ParkedAt == null && row.DueAt <= now, cancellationToken);
    }

    private async Task<bool> HasSettledAsync(long received, CancellationToken cancellationToken)
    {
        if (settles == TimeSpan.Zero)
            return true;

        await Task.Delay(settles, cancellationToken);
        return activity.IsIdle && activity.Received == received;
    }
}
