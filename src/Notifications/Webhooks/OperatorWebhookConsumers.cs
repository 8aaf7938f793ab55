using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Notifications.Inbox;
using Notifications.Persistence;
using Shared;

namespace Notifications.Webhooks;

/// <summary>Tells operators who is subscribed.</summary>
internal sealed class GetWebhooksConsumer(NotificationsDbContext db) : IConsumer<GetWebhooks>
{
    public async Task Consume(ConsumeContext<GetWebhooks> context) =>
        await context.RespondAsync(await WebhookQueries.ReadAsync(db, context.Message.AsOf, context.CancellationToken));
}

/// <summary>Tells operators what became of deliveries.</summary>
internal sealed class FindWebhookDeliveriesConsumer(NotificationsDbContext db) : IConsumer<FindWebhookDeliveries>
{
    public async Task Consume(ConsumeContext<FindWebhookDeliveries> context)
    {
        var query = context.Message;
        InboxCursor? after = null;
        if (query.Cursor is not null)
        {
            if (!InboxCursor.TryParse(query.Cursor, out var cursor))
            {
                await context.RespondAsync(InvalidInput.Of("cursor", InvalidInput.CursorProblem));
                return;
            }

            after = cursor;
        }

        var size = Math.Clamp(query.PageSize, 1, Limits.MaxPageSize);
        var found = await WebhookQueries.FindAsync(db, query, after, size + 1, context.CancellationToken);
        var shown = found.Take(size).ToList();
        await context.RespondAsync(new FoundWebhookDeliveries
        {
            Items = shown,
            Next = found.Count > size ? new InboxCursor(shown[^1].At, shown[^1].DeliveryId).ToString() : null,
        });
    }
}

/// <summary>Adds a subscriber. The secret leaves in the response alone, which passes through no outbox.</summary>
internal sealed class AddWebhookConsumer(ConsumerTransactions<NotificationsDbContext> transactions, WebhookChanges changes)
    : IConsumer<AddWebhook>
{
    public Task Consume(ConsumeContext<AddWebhook> context) => context.ChangeAsync(transactions, (db, commandId, _) =>
        changes.AddAsync(db, context.Message, commandId, context.CancellationToken));
}

/// <summary>Does something with a subscriber.</summary>
internal sealed class ChangeWebhookConsumer(ConsumerTransactions<NotificationsDbContext> transactions, WebhookChanges changes)
    : IConsumer<ChangeWebhook>
{
    public Task Consume(ConsumeContext<ChangeWebhook> context) => context.ChangeAsync(transactions, (db, commandId, send) =>
        changes.ChangeAsync(db, context.Message, commandId, send, context.CancellationToken));
}

/// <summary>Sends deliveries again.</summary>
internal sealed class ReplayWebhookDeliveriesConsumer(ConsumerTransactions<NotificationsDbContext> transactions, WebhookChanges changes)
    : IConsumer<ReplayWebhookDeliveries>
{
    public Task Consume(ConsumeContext<ReplayWebhookDeliveries> context) => context.ChangeAsync(transactions, (db, _, send) =>
        changes.ReplayAsync(db, context.Message, send, context.CancellationToken));
}

file static class OperatorCommands
{
    public static async Task ChangeAsync<TCommand>(
        this ConsumeContext<TCommand> context, ConsumerTransactions<NotificationsDbContext> transactions,
        Func<NotificationsDbContext, Guid, Func<SendWebhook, Task>, Task<Audited>> change)
        where TCommand : class
    {
        // The broker delivers a command again with the id that it has.
        var commandId = context.MessageId ?? Guid.CreateVersion7();
        var done = await transactions.RunAsync(context, transaction => change(
            transaction.Db, commandId, command => transaction.Context.Send(SendWebhook.Queue, command)));
        await context.RespondAsync(done.Logged());
    }
}
