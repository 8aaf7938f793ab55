using MassTransit;

namespace Contracts.Messages;

/// <summary>Query of what became of the notices of one or more requests. The response is <see cref="Deliveries"/>.</summary>
[EntityName("get-deliveries")]
public sealed record GetDeliveries
{
    /// <summary>The request.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Further requests, at most <see cref="Limits.MaxPageSize"/>; those beyond are not looked up.</summary>
    public IReadOnlyList<Guid> OtherRequestIds { get; init; } = [];
}

/// <summary>The deliveries of the requests, oldest first.</summary>
[EntityName("deliveries")]
public sealed record Deliveries
{
    /// <summary>One entry per notice, channel and recipient.</summary>
    public required IReadOnlyList<DeliveryView> Items { get; init; }
}

/// <summary>What became of one notice on one channel (R9, R43).</summary>
public sealed record DeliveryView
{
    /// <summary>The delivery; the same whenever the same notice is recorded (R49).</summary>
    public Guid DeliveryId { get; init; }

    /// <summary>The request that the notice belongs to.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>One of <see cref="DeliveryChannels"/>.</summary>
    [OneOf(typeof(DeliveryChannels))]
    public required string Channel { get; init; }

    /// <summary>One of <see cref="NoticeKinds"/>.</summary>
    [OneOf(typeof(NoticeKinds))]
    public required string Notice { get; init; }

    /// <summary>Whom it was for.</summary>
    public required string RecipientId { get; init; }

    /// <summary>
    /// One of <see cref="DeliveryStatuses"/>: <c>delivered</c> is stored, or accepted by the mail server; <c>superseded</c> is no longer
    /// true, so not sent (R48); <c>turned-off</c> is not wanted by the recipient; <c>unknown</c> was handed over to the mail
    /// server, without an answer.
    /// </summary>
    [OneOf(typeof(DeliveryStatuses))]
    public required string Status { get; init; }

    /// <summary>How often it was tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>When the status last changed, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// Why it isn't delivered: the mail server's words without addresses, the kind of failure, or <c>waits-for-digest</c>; null if none
    /// failed.
    /// </summary>
    public string? Reason { get; init; }
}

/// <summary>The channels, as they are stored and stand on the wire.</summary>
public static class DeliveryChannels
{
    /// <summary>An email.</summary>
    public const string Email = "email";

    /// <summary>A message in the app.</summary>
    public const string InApp = "in-app";
}

/// <summary>The statuses of a delivery, as they are stored and stand on the wire.</summary>
public static class DeliveryStatuses
{
    /// <summary>Recorded, not yet sent.</summary>
    public const string Pending = "pending";

    /// <summary>The recipient has no address. The email is sent when one arrives.</summary>
    public const string WaitingForAddress = "waiting-for-address";

    /// <summary>An attempt failed, and a timer starts the next one.</summary>
    public const string Retrying = "retrying";

    /// <summary>Stored in the inbox, or accepted by the mail server.</summary>
    public const string Delivered = "delivered";

    /// <summary>Refused for good, or given up after the last attempt.</summary>
    public const string Failed = "failed";

    /// <summary>Not sent, because the notice is no longer true (R48).</summary>
    public const string Superseded = "superseded";

    /// <summary>Not sent, because the recipient turned the emails of its kind off.</summary>
    public const string TurnedOff = "turned-off";

    /// <summary>
    /// Handed over to the mail server without an answer, because the connection broke or the process died. The email may have arrived;
    /// as long as attempts are left, it is sent again with the same <c>Message-ID</c> (R43).
    /// </summary>
    public const string Unknown = "unknown";
}
