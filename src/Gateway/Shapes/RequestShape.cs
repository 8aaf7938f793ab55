using Contracts.Messages;

namespace Gateway.Shapes;

/// <summary>A feedback request; <c>deliveries</c> is null while nobody can tell what became of its notices.</summary>
internal sealed record RequestShape(
    Guid RequestId,
    string ContractId,
    string Status,
    string? Message,
    DateTimeOffset RequestedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? EndedAt,
    string? FeedbackId,
    IReadOnlyList<DeliveryShape>? Deliveries)
{
    public static RequestShape From(FeedbackRequestView request, Deliveries? deliveries) => new(
        request.RequestId,
        request.ContractId,
        request.Status,
        request.Message,
        request.RequestedAt,
        request.ExpiresAt,
        request.EndedAt,
        request.FeedbackId?.ToString(),
        deliveries?.Items.Select(DeliveryShape.From).ToList());
}
