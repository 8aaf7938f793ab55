using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Query of deliveries for operators, the newest first. The response is <see cref="FoundDeliveries"/> or <see cref="InvalidInput"/> (a
/// cursor that is none of ours).
/// </summary>
[EntityName("find-deliveries")]
public sealed record FindDeliveries
{
    /// <summary>Only those with this status, one of <see cref="DeliveryStatuses"/>; none: all.</summary>
    public string? Status { get; init; }

    /// <summary>Only those of the notices about this request; none: all.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>Deliveries per page, 1 to 100.</summary>
    public required int PageSize { get; init; }

    /// <summary>Where the previous page ended; none for the first.</summary>
    public string? Cursor { get; init; }
}

/// <summary>A page of deliveries, without addresses and texts.</summary>
[EntityName("found-deliveries")]
public sealed record FoundDeliveries
{
    /// <summary>The deliveries.</summary>
    public required IReadOnlyList<FoundDelivery> Items { get; init; }

    /// <summary>The cursor of the next page; none on the last.</summary>
    public string? Next { get; init; }
}

/// <summary>A delivery, and what its notice is about.</summary>
public sealed record FoundDelivery
{
    /// <summary>The delivery.</summary>
    public required DeliveryView Delivery { get; init; }

    /// <summary>The contract that the notice is about.</summary>
    public required string ContractId { get; init; }
}
