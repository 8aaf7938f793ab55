using MassTransit;

namespace Contracts.Messages;

/// <summary>Asks Notifications what became of the notices of one request. Answered with <see cref="Deliveries"/>.</summary>
[EntityName("get-deliveries")]
public sealed record GetDeliveries
{
    /// <summary>The request.</summary>
    public required Guid RequestId { get; init; }
}
