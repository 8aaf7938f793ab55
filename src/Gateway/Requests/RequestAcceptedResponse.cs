using Contracts.Messages;

namespace Gateway.Requests;

/// <summary>The request that was made; it waits until <c>expiresAt</c>.</summary>
internal sealed record RequestAcceptedResponse(
    Guid RequestId,
    string ContractId,
    string Status,
    DateTimeOffset RequestedAt,
    DateTimeOffset ExpiresAt)
{
    public static RequestAcceptedResponse From(FeedbackRequestAccepted accepted) => new(
        accepted.RequestId,
        accepted.ContractId,
        FeedbackRequestStatuses.Pending,
        accepted.RequestedAt,
        accepted.ExpiresAt);
}
