using MassTransit;

namespace Contracts.Messages;

/// <summary>Query of the figures of Notifications for operators. The response is <see cref="NotificationsOverview"/>.</summary>
[EntityName("get-notifications-overview")]
public sealed record GetNotificationsOverview
{
    /// <summary>The instant that "overdue" is judged at, in UTC.</summary>
    public required DateTimeOffset AsOf { get; init; }
}

/// <summary>Notifications in figures.</summary>
[EntityName("notifications-overview")]
public sealed record NotificationsOverview
{
    /// <summary>Emails by delivery status.</summary>
    public required IReadOnlyDictionary<string, long> Emails { get; init; }

    /// <summary>In-app messages by <c>read</c> and <c>unread</c>.</summary>
    public required IReadOnlyDictionary<string, long> InAppMessages { get; init; }

    /// <summary>Deliveries to subscribers of webhooks by status; an earlier version tells none.</summary>
    public IReadOnlyDictionary<string, long> Webhooks { get; init; } = new Dictionary<string, long>();

    /// <summary>Its outbox and timers.</summary>
    public required OutboxOverview Outbox { get; init; }
}
