using MassTransit;

namespace Contracts.Messages;

/// <summary>Asks Notifications for figures for operators. Answered with <see cref="NotificationsOverview"/>.</summary>
[EntityName("get-notifications-overview")]
public sealed record GetNotificationsOverview
{
    /// <summary>The instant that "overdue" is judged at, in UTC.</summary>
    public required DateTimeOffset AsOf { get; init; }
}
