using Gateway.Http;
using InboxPage = Contracts.Messages.Inbox;

namespace Gateway.Inbox;

/// <summary>One page of messages; <c>next</c> is the cursor of the next page, null on the last.</summary>
/// <param name="Items">The messages, newest first.</param>
/// <param name="UnreadCount">How many of all the caller's messages are unread.</param>
/// <param name="Next">The cursor of the next page; null on the last.</param>
internal sealed record MessagesResponse(IReadOnlyList<MessageDto> Items, int UnreadCount, string? Next);

/// <summary>One in-app message.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Kind">One of <c>NoticeKinds</c>.</param>
/// <param name="Text">What it says, plain text.</param>
/// <param name="ContractId">The contract that it is about.</param>
/// <param name="RequestId">The request that it is about, if any.</param>
/// <param name="RequestStatus">
/// How the request stands now: `pending`, `answered`, `expired` or `closed`. Null in the stream, without a request, and while nobody
/// can tell.
/// </param>
/// <param name="RequestExpiresAt">Until when the request can be answered, in UTC; null where its status is.</param>
/// <param name="Link">Where it leads, relative to the site.</param>
/// <param name="CreatedAt">When it was stored, in UTC.</param>
/// <param name="ReadAt">When the recipient read it, in UTC; null while unread.</param>
internal sealed record MessageDto(
    Guid MessageId,
    [property: OneOf(typeof(NoticeKinds))] string Kind,
    string Text,
    string ContractId,
    Guid? RequestId,
    [property: OneOf(typeof(FeedbackRequestStatuses))] string? RequestStatus,
    DateTimeOffset? RequestExpiresAt,
    string Link,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ReadAt)
{
    public static MessageDto From(InboxMessage message, CurrentRequestStatus? request = null) => new(
        message.MessageId,
        message.Kind,
        message.Text,
        message.ContractId,
        message.RequestId,
        request?.Status,
        request?.ExpiresAt,
        message.Link,
        message.CreatedAt,
        message.ReadAt);
}

/// <summary>Finds how the requests of messages stand now. A list of messages gets on without it.</summary>
internal sealed class RequestStatuses(OptionalQueries queries, TimeProvider clock)
{
    public async Task<MessagesResponse> AddAsync(InboxPage inbox, CancellationToken callerLeft)
    {
        var ids = inbox.Items.Select(message => message.RequestId).OfType<Guid>().Distinct().ToList();
        var found = ids.Count == 0 ? null : await queries.TryAsync<GetFeedbackRequestStatuses, CurrentRequestStatuses>(
            new() { RequestIds = ids, AsOf = clock.Now() }, callerLeft);
        var statuses = found?.Items.ToDictionary(item => item.RequestId) ?? [];
        return new MessagesResponse(
            [.. inbox.Items.Select(message => MessageDto.From(message, statuses.GetValueOrDefault(message.RequestId ?? Guid.Empty)))],
            inbox.UnreadCount,
            inbox.Next);
    }
}
