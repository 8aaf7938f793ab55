using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Send a notice again on the channel of this delivery, with the <c>Message-ID</c> that it has (R49, R51). Sent by the gateway for an
/// operator; the response is <see cref="DeliveryReleased"/>, <see cref="DeliveryNotReleased"/> or <see cref="DeliveryNotFound"/>.
/// </summary>
[EntityName("resend-delivery")]
public sealed record ResendDelivery
{
    /// <summary>The delivery.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>The operator.</summary>
    public required string CallerId { get; init; }
}

/// <summary>The delivery is released: its next attempt begins at once.</summary>
[EntityName("delivery-released")]
public sealed record DeliveryReleased
{
    /// <summary>The delivery.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>Its status now.</summary>
    public required string Status { get; init; }

    /// <summary>The attempts that it has had.</summary>
    public required int Attempts { get; init; }
}

/// <summary>The delivery is not sent again; nothing changed but that a notice that is no longer true is superseded (R48).</summary>
[EntityName("delivery-not-released")]
public sealed record DeliveryNotReleased
{
    /// <summary>The delivery.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>Why, with one of <see cref="ResendRefusals"/> as its code.</summary>
    public required RefusalReason Reason { get; init; }
}

/// <summary>There is no such delivery.</summary>
[EntityName("delivery-not-found")]
public sealed record DeliveryNotFound
{
    /// <summary>The delivery that was named.</summary>
    public required Guid DeliveryId { get; init; }
}

/// <summary>Why a delivery is not sent again, as it stands on the wire.</summary>
public static class ResendRefusals
{
    /// <summary>The notice is no longer true (R48).</summary>
    public const string Superseded = "delivery-superseded";

    /// <summary>The recipient turned the emails of this kind off.</summary>
    public const string TurnedOff = "delivery-turned-off";

    /// <summary>It failed so long ago that what it would be written from is deleted.</summary>
    public const string TextDeleted = "delivery-text-deleted";

    /// <summary>It is delivered.</summary>
    public const string Delivered = "delivery-delivered";

    /// <summary>An attempt is due or under way.</summary>
    public const string UnderWay = "delivery-under-way";

    /// <summary>The recipient has no address. The email is sent when one arrives.</summary>
    public const string WaitsForAddress = "delivery-waits-for-address";
}
