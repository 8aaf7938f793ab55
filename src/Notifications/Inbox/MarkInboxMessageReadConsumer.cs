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
