using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.Extensions.DependencyInjection;
using Notifications.Persistence;
using Shared;

namespace Notifications.Webhooks;

/// <summary>
/// What operators do with webhooks (R68–R70). It works on the database, so that it works while the service is down: what is to be sent is
/// in the outbox, from where a process with Notifications takes it.
/// </summary>
public interface IWebhookOperations
{
    /// <summary>All subscribers, the oldest first.</summary>
    Task<WebhookList> ListAsync(CancellationToken cancellationToken);

    /// <summary>Deliveries, the newest first, without what they tell.</summary>
    /// <param name="query">Which ones; the page counts for nothing.</param>
    /// <param name="take">How many at most, from 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    Task<IReadOnlyList<WebhookDeliveryView>> DeliveriesAsync(FindWebhookDeliveries query, int take, CancellationToken cancellationToken);

    /// <summary>Adds a subscriber.</summary>
    /// <param name="add">The subscriber.</param>
    /// <param name="dryRun">Whether only to find out what would happen.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What an <see cref="AddWebhook"/> is responded to with.</returns>
    Task<object> AddAsync(AddWebhook add, bool dryRun, CancellationToken cancellationToken);

    /// <summary>Does something with a subscriber.</summary>
    /// <param name="change">What.</param>
    /// <param name="dryRun">Whether only to find out what would happen.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What a <see cref="ChangeWebhook"/> is responded to with.</returns>
    Task<object> ChangeAsync(ChangeWebhook change, bool dryRun, CancellationToken cancellationToken);

    /// <summary>Sends deliveries again.</summary>
    /// <param name="replay">Which ones.</param>
    /// <param name="dryRun">Whether only to find out what would happen.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What a <see cref="ReplayWebhookDeliveries"/> is responded to with.</returns>
    Task<object> ReplayAsync(ReplayWebhookDeliveries replay, bool dryRun, CancellationToken cancellationToken);
}

/// <inheritdoc />
internal sealed class WebhookOperations(IServiceScopeFactory scopes, WebhookChanges changes, TimeProvider clock) : IWebhookOperations
{
    private const int MaxListed = 1_000;

    public Task<WebhookList> ListAsync(CancellationToken cancellationToken) =>
        WithAsync(db => WebhookQueries.ReadAsync(db, clock.GetUtcNow(), cancellationToken));

    public async Task<IReadOnlyList<WebhookDeliveryView>> DeliveriesAsync(
        FindWebhookDeliveries query, int take, CancellationToken cancellationToken) =>
        await WithAsync(db => WebhookQueries.FindAsync(db, query, after: null, Math.Clamp(take, 1, MaxListed), cancellationToken));

    public Task<object> AddAsync(AddWebhook add, bool dryRun, CancellationToken cancellationToken) =>
        ChangeAsync((db, commandId, _) => changes.AddAsync(db, add, commandId, cancellationToken), dryRun, cancellationToken);

    public Task<object> ChangeAsync(ChangeWebhook change, bool dryRun, CancellationToken cancellationToken) =>
        ChangeAsync(
            (db, commandId, send) => changes.ChangeAsync(db, change, commandId, send, cancellationToken), dryRun, cancellationToken);

    public Task<object> ReplayAsync(ReplayWebhookDeliveries replay, bool dryRun, CancellationToken cancellationToken) =>
        ChangeAsync((db, _, send) => changes.ReplayAsync(db, replay, send, cancellationToken), dryRun, cancellationToken);

    private async Task<object> ChangeAsync(
        Func<NotificationsDbContext, Guid, Func<SendWebhook, Task>?, Task<Audited>> change, bool dryRun,
        CancellationToken cancellationToken)
    {
        var commandId = Guid.CreateVersion7();
        var done = await ConflictRetries.RunAsync(ChangeOnceAsync, cancellationToken);
        return dryRun ? done.Response : done.Logged();

        async Task<Audited> ChangeOnceAsync()
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
            var sends = scope.ServiceProvider.GetRequiredService<ISendEndpointProvider>();
            await using var transaction = await db.BeginWriteAsync(cancellationToken);
            if (dryRun)
                return await change(db, commandId, null);

            var once = await change(db, commandId, async attempt =>
                await (await sends.GetSendEndpoint(SendWebhook.Queue)).Send(attempt, cancellationToken));
            await transaction.SaveAndCommitAsync(cancellationToken);
            return once;
        }
    }

    private async Task<T> WithAsync<T>(Func<NotificationsDbContext, Task<T>> read)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<NotificationsDbContext>());
    }
}
