using MassTransit;

namespace Contracts.Messages;

/// <summary>Notifications in figures.</summary>
[EntityName("notifications-overview")]
public sealed record NotificationsOverview
{
    /// <summary>Emails by delivery status.</summary>
    public required IReadOnlyDictionary<string, long> Emails { get; init; }

    /// <summary>In-app messages by <c>read</c> and <c>unread</c>.</summary>
    public required IReadOnlyDictionary<string, long> InAppMessages { get; init; }

    /// <summary>Its outbox and timers.</summary>
    public required OutboxOverview Outbox { get; init; }
}
