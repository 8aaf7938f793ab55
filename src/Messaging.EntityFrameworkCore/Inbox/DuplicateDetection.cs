using System.Security.Cryptography;
using System.Text;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;

namespace Messaging.EntityFrameworkCore.Inbox;

/// <summary>
/// Detects whether a consumer has handled a message before. If two deliveries of a message are handled at the same time, the commit of
/// the second meets a conflict; its retry finds the row of the first.
/// </summary>
internal sealed class DuplicateDetection(Guid messageId, string consumer, TimeSpan window)
{
    private readonly Guid _id = new(SHA256.HashData([.. messageId.ToByteArray(), .. Encoding.UTF8.GetBytes(consumer)]).AsSpan(0, 16));

    /// <summary>
    /// The detection for the handling of a message, or null if there is none: no window is configured, the message has no id, or it is a
    /// batch, in which a message that came before may stand beside new ones.
    /// </summary>
    public static DuplicateDetection? Of<T>(ConsumeContext<T> context, string? consumer, OutboxOptions options)
        where T : class =>
        consumer is not null && options.DuplicateDetectionWindow is { } window && context.MessageId is { } messageId && !IsBatch(typeof(T))
            ? new DuplicateDetection(
                messageId, $"{OutboxAddress.EntityName(context.ReceiveContext.InputAddress)}: {consumer} ({typeof(T).FullName})", window)
            : null;

    /// <summary>Adds the row of the message to the transaction of its handling. False if the message is a duplicate.</summary>
    public async Task<bool> TryAddAsync(DbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.FindAndLockAsync<InboxMessage>(_id, cancellationToken) is not { } known)
        {
            db.Add(new InboxMessage
            {
                Id = _id,
                MessageId = messageId,
                Consumer = consumer.Length > InboxModel.ConsumerLength ? consumer[..InboxModel.ConsumerLength] : consumer,
                HandledAt = now,
            });
            return true;
        }

        if (now - known.HandledAt < window)
            return false;

        known.HandledAt = now;
        return true;
    }

    private static bool IsBatch(Type messageType) =>
        messageType.IsGenericType && messageType.GetGenericTypeDefinition() == typeof(Batch<>);
}
