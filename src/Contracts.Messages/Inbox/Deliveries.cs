using MassTransit;

namespace Contracts.Messages;

/// <summary>The delivery ledger of one request, oldest first.</summary>
[EntityName("deliveries")]
public sealed record Deliveries
{
    /// <summary>One entry per notice, channel and recipient.</summary>
    public required IReadOnlyList<DeliveryView> Items { get; init; }
}
