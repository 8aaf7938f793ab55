using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;

namespace Notifications.Inbox;

/// <summary>Marks a message as read; the first reading counts.</summary>
internal sealed class MarkInboxMessageReadConsumer(NotificationsDbContext db) : IConsumer<MarkInboxMessageRead>
{
    public async Task Consume(ConsumeContext<MarkInboxMessageRead> context)
    {
        var command = context.Message;
        if (!TextRules.IsStorableId(command.RecipientId))
        {
            await context.RespondAsync(new InboxMessageNotFound { MessageId = command.MessageId });
            return;
        }

        var readAt = command.ReadAt.ToMicroseconds();
        await using var write = await db.BeginWriteAsync(context.CancellationToken);
        var mine = db.InAppMessages
            .Where(message => message.MessageId == command.MessageId && message.RecipientId == command.RecipientId);
        await mine
            .Where(message => message.ReadAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(message => message.ReadAt, readAt), context.CancellationToken);
        var firstReadAt = await mine.Select(message => message.ReadAt).SingleOrDefaultAsync(context.CancellationToken);
        await write.SaveAndCommitAsync(context.CancellationToken);

        if (firstReadAt is { } first)
            await context.RespondAsync(new InboxMessageRead { MessageId = command.MessageId, ReadAt = first });
        else
            await context.RespondAsync(new InboxMessageNotFound { MessageId = command.MessageId });
    }
}

/// <summary>
/// Marks all unread messages of a user as read, or those about one contract; none that came after the user read them.
/// </summary>
internal sealed class MarkInboxReadConsumer(NotificationsDbContext db) : IConsumer<MarkInboxRead>
{
    public async Task Consume(ConsumeContext<MarkInboxRead> context)
    {
        var command = context.Message;
        if (!TextRules.IsStorableId(command.RecipientId))
        {
            await context.RespondAsync(new InboxRead { Count = 0 });
            return;
        }

        var (readAt, contractId) = (command.ReadAt.ToMicroseconds(), command.ContractId);
        await using var write = await db.BeginWriteAsync(context.CancellationToken);
        var unread = db.InAppMessages.Where(message =>
            message.RecipientId == command.RecipientId && message.ReadAt == null && message.CreatedAt <= readAt);
        if (contractId is not null)
            unread = unread.Where(message => message.ContractId == contractId);

        var count = await unread.ExecuteUpdateAsync(
            set => set.SetProperty(message => message.ReadAt, readAt), context.CancellationToken);
        await write.SaveAndCommitAsync(context.CancellationToken);
        await context.RespondAsync(new InboxRead { Count = count });
    }
}
