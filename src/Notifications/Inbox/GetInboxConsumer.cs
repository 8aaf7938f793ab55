using System.Buffers.Binary;
using System.Buffers.Text;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Notifications.Notices;
using Notifications.Persistence;

namespace Notifications.Inbox;

/// <summary>Reads a page of a user's inbox.</summary>
internal sealed class GetInboxConsumer(NotificationsDbContext db) : IConsumer<GetInbox>
{
    public async Task Consume(ConsumeContext<GetInbox> context)
    {
        var query = context.Message;
        if (TextRules.StorableIdProblem(query.RecipientId) is { } problem)
        {
            await context.RespondAsync(InvalidInput.Of("recipientId", problem));
            return;
        }

        InboxCursor? cursor = null;
        if (query.PageSize is < 1 or > Limits.MaxPageSize)
        {
            await context.RespondAsync(InvalidInput.Of("pageSize", $"must be from 1 to {Limits.MaxPageSize}"));
            return;
        }

        if (query.Cursor is not null)
        {
            if (!InboxCursor.TryParse(query.Cursor, out var parsed))
            {
                await context.RespondAsync(InvalidInput.Of("cursor", InvalidInput.CursorProblem));
                return;
            }

            cursor = parsed;
        }

        var mine = db.InAppMessages.AsNoTracking().Where(message => message.RecipientId == query.RecipientId);
        var unreadCount = await mine.CountAsync(message => message.ReadAt == null, context.CancellationToken);
        var page = await PageAsync(Filter(mine, query.Unread), query, cursor, context.CancellationToken);
        var shown = page.Take(query.PageSize).ToList();
        var about = await FeedbackOfAsync(shown, context.CancellationToken);
        var texts = about.Values.Any(feedback => feedback.IsTakenDown)
            ? await TextsOfAsync(query.RecipientId, context.CancellationToken)
            : null;
        var items = shown.Select(message => ToView(message, about.GetValueOrDefault(message.MessageId), texts)).ToList();

        await context.RespondAsync(new Contracts.Messages.Inbox
        {
            Items = items,
            UnreadCount = unreadCount,
            Next = query.After is null && page.Count > query.PageSize
                ? new InboxCursor(items[^1].CreatedAt, items[^1].MessageId).ToString()
                : null,
        });
    }

    private async Task<List<InAppMessage>> PageAsync(
        IQueryable<InAppMessage> messages, GetInbox query, InboxCursor? cursor, CancellationToken cancellationToken)
    {
        if (query.After is { } after)
            return await NewerThanAsync(messages, query, after, cancellationToken);

        if (cursor is var (createdAt, messageId))
        {
            messages = messages.Where(message =>
                message.CreatedAt < createdAt
                || (message.CreatedAt == createdAt && message.MessageId < messageId));
        }

        return await messages
            .OrderByDescending(message => message.CreatedAt).ThenByDescending(message => message.MessageId)
            .Take(query.PageSize + 1)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The messages after one of the user; none after a message that the user never had.</summary>
    private async Task<List<InAppMessage>> NewerThanAsync(
        IQueryable<InAppMessage> messages, GetInbox query, Guid after, CancellationToken cancellationToken)
    {
        var seen = await db.InAppMessages.AsNoTracking()
            .Where(message => message.MessageId == after && message.RecipientId == query.RecipientId)
            .Select(message => (DateTimeOffset?)message.CreatedAt)
            .SingleOrDefaultAsync(cancellationToken);
        if (seen is not { } createdAt)
            return [];

        return await messages
            .Where(message =>
                message.CreatedAt > createdAt || (message.CreatedAt == createdAt && message.MessageId > after))
            .OrderBy(message => message.CreatedAt).ThenBy(message => message.MessageId)
            .Take(query.PageSize)
            .ToListAsync(cancellationToken);
    }

    private static IQueryable<InAppMessage> Filter(IQueryable<InAppMessage> messages, bool? unread) => unread switch
    {
        true => messages.Where(message => message.ReadAt == null),
        false => messages.Where(message => message.ReadAt != null),
        null => messages,
    };

    /// <summary>What messages about feedback are about, by message: the delivery of a message in the inbox has the message's id.</summary>
    private async Task<Dictionary<Guid, FeedbackOfMessage>> FeedbackOfAsync(
        List<InAppMessage> messages, CancellationToken cancellationToken)
    {
        var ids = messages.Where(message => message.Kind == NoticeKinds.FeedbackReceived).Select(message => message.MessageId).ToList();
        return ids.Count == 0 ? [] : await (
            from message in db.InAppMessages.AsNoTracking()
            where ids.Contains(message.MessageId)
            join found in db.Deliveries on message.MessageId equals found.DeliveryId into deliveries
            from delivery in deliveries.DefaultIfEmpty()
            join found in db.FeedbackStandings on message.SourceId equals found.FeedbackId into standings
            from standing in standings.DefaultIfEmpty()
            join found in db.UserProfiles on delivery.OtherPartyId equals found.UserId into clients
            from client in clients.DefaultIfEmpty()
            select new { message.MessageId, delivery.RequestId, standing.Visibility, client.DisplayName })
            .ToDictionaryAsync(
                row => row.MessageId,
                row => new FeedbackOfMessage(row.RequestId, row.Visibility == FeedbackVisibilities.TakenDown, row.DisplayName),
                cancellationToken);
    }

    private async Task<NoticeTexts> TextsOfAsync(string recipientId, CancellationToken cancellationToken)
    {
        var locale = await db.UserProfiles.Where(profile => profile.UserId == recipientId)
            .Select(profile => profile.Locale).SingleOrDefaultAsync(cancellationToken);
        return NoticeTexts.For(locale, timeZone: null);
    }

    /// <summary>What stands for a message about feedback that was taken down: who gave it, and no score (R59).</summary>
    private static string TakenDownText(NoticeTexts texts, string? clientName) => texts.Format(
        "inapp.feedback-received.taken-down", ("name", texts.OtherParty(NoticeKinds.FeedbackReceived, clientName)));

    private static InboxMessage ToView(InAppMessage message, FeedbackOfMessage? feedback, NoticeTexts? texts) => new()
    {
        MessageId = message.MessageId,
        Kind = message.Kind,
        Text = feedback is { IsTakenDown: true } ? TakenDownText(texts!, feedback.ClientName) : message.Text,
        ContractId = message.ContractId,
        RequestId = message.Kind == NoticeKinds.FeedbackReceived ? feedback?.RequestId : message.SourceId,
        Link = message.Link,
        CreatedAt = message.CreatedAt,
        ReadAt = message.ReadAt,
    };

    private sealed record FeedbackOfMessage(Guid? RequestId, bool IsTakenDown, string? ClientName);
}

/// <summary>Where a page of the inbox ended. Callers treat its text as opaque.</summary>
internal readonly record struct InboxCursor(DateTimeOffset CreatedAt, Guid MessageId)
{
    private const int Size = sizeof(long) + 16;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(bytes, CreatedAt.UtcTicks);
        MessageId.TryWriteBytes(bytes[sizeof(long)..]);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryParse(string text, out InboxCursor cursor)
    {
        cursor = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (!Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Size)
            return false;

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks)
            return false;

        cursor = new InboxCursor(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[sizeof(long)..]));
        return true;
    }
}
