using Contracts.Messages;

namespace Gateway.Operations;

/// <summary>Emails by delivery status, in-app messages by read and unread, and the outbox of Notifications.</summary>
internal sealed record NotificationsFigures(
    IReadOnlyDictionary<string, long> Emails,
    IReadOnlyDictionary<string, long> InAppMessages,
    OutboxFigures Outbox)
{
    public static NotificationsFigures From(NotificationsOverview overview) =>
        new(overview.Emails, overview.InAppMessages, OutboxFigures.From(overview.Outbox));
}
