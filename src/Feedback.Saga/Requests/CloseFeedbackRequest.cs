using Feedback.Saga.Contracts;
using MassTransit;

namespace Feedback.Saga.Requests;

/// <summary>
/// The contract ended before the request did: close it (R15). Sent by the saga service to itself, in the transaction in
/// which it learns of both, whichever comes last.
/// </summary>
[EntityName("close-feedback-request")]
public sealed record CloseFeedbackRequest
{
    /// <summary>The request.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Its contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>When the contract ended, in UTC.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Closes the request that waits on the contract; none if no request waits, or if it expires before the end.</summary>
    internal static CloseFeedbackRequest? For(Contract contract) =>
        contract is { WaitingRequestId: { } requestId, EndedAt: { } endedAt } && endedAt < contract.LastRequestExpiresAt
            ? new CloseFeedbackRequest { RequestId = requestId, ContractId = contract.ContractId, EndedAt = endedAt }
            : null;
}
