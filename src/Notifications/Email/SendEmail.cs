using MassTransit;

namespace Notifications.Email;

/// <summary>
/// Hand one email over to the mail server. Sent by Notifications to itself: with the notice, when an address arrives, and
/// by the timers of the retries. It names the attempt that it asks for, so that a copy of an earlier one does nothing.
/// </summary>
[EntityName("send-email")]
internal sealed record SendEmail
{
    public static readonly Uri Queue = new("queue:notifications-email");

    public required Guid DeliveryId { get; init; }

    /// <summary>The attempt, from 1.</summary>
    public required int Attempt { get; init; }
}
