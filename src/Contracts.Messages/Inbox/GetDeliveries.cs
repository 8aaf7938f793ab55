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

    /// <summary><c>email</c> or <c>in-app</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>One of <see cref="NoticeKinds"/>.</summary>
    public required string Notice { get; init; }

    /// <summary>Whom it was for.</summary>
    public required string RecipientId { get; init; }

    /// <summary>
    /// <c>pending</c>, <c>waiting-for-address</c>, <c>retrying</c>, <c>delivered</c> (stored, or accepted by the mail server),
    /// <c>failed</c>, <c>superseded</c> (no longer true, so not sent; R48) or <c>unknown</c> (handed over to the mail server, without an
    /// answer).
    /// </summary>
    public required string Status { get; init; }

    /// <summary>How often it was tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>When the status last changed, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why it isn't delivered: the mail server's words without addresses, or the kind of failure; null if none failed.</summary>
    public string? Reason { get; init; }
}
