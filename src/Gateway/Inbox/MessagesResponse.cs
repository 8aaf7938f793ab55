using InboxPage = Contracts.Messages.Inbox;

namespace Gateway.Inbox;

/// <summary>One page of messages; <c>unreadCount</c> counts all of the user's.</summary>
internal sealed record MessagesResponse(IReadOnlyList<MessageShape> Items, string? Next, int UnreadCount)
{
    public static MessagesResponse From(InboxPage inbox) =>
        new([.. inbox.Items.Select(MessageShape.From)], inbox.Next, inbox.UnreadCount);
}
