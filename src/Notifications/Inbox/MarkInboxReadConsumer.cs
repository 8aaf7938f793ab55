using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;

namespace Notifications.Inbox;

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
