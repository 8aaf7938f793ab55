using Feedback.Saga.Persistence;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Notifications.Persistence;

namespace Demo.Time;

/// <summary>
/// Waits until all that is due has been handled. Notifications acts on what the saga service sends. In memory, a row stays in
/// its outbox until its consumers have committed: when the first outbox holds nothing due, and then the second, all
/// consequences have happened. A broker takes a message before its consumers do, so there the endpoints have to be idle too,
/// for as long as <see cref="DemoOptions.TransportSettles"/> says.
/// </summary>
internal sealed class IdleDetection(IServiceScopeFactory scopes, BusActivity activity, DemoClock clock, DemoOptions options)
{
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
            {
                throw new TimeoutException(
                    $"After {patience.TotalSeconds:0} s, {waiting} messages or timers that are due have not been handled. "
                    + "Their rows stay in the outboxes; see GET /api/ops/overview.");
            }

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
        if (options.TransportSettles == TimeSpan.Zero)
            return true;

        await Task.Delay(options.TransportSettles, cancellationToken);
        return activity.IsIdle && activity.Received == received;
    }
}
