using Contracts.Messages;
using Feedback.Saga.Persistence;

namespace Feedback.Saga.Requests;

/// <summary>What the rest of the world is told about a request.</summary>
internal static class FeedbackRequestEvents
{
    public static FeedbackRequested Requested(FeedbackRequestState request) => new()
    {
        RequestId = request.CorrelationId,
        ContractId = request.ContractId,
        ClientId = request.ClientId,
        FreelancerId = request.FreelancerId,
        ContractTitle = request.ContractTitle,
        Message = request.Message,
        RequestedAt = request.RequestedAt,
        ExpiresAt = request.ExpiresAt,
    };

    public static FeedbackReminderDue ReminderDue(FeedbackRequestState request) => new()
    {
        RequestId = request.CorrelationId,
        ContractId = request.ContractId,
        ClientId = request.ClientId,
        FreelancerId = request.FreelancerId,
        ContractTitle = request.ContractTitle,
        ExpiresAt = request.ExpiresAt,
    };

    public static FeedbackRequestExpired Expired(FeedbackRequestState request) => new()
    {
        RequestId = request.CorrelationId,
        ContractId = request.ContractId,
        ClientId = request.ClientId,
        FreelancerId = request.FreelancerId,
        ContractTitle = request.ContractTitle,
        ExpiredAt = request.ExpiresAt,
    };

    public static FeedbackRequestClosed Closed(FeedbackRequestState request) => new()
    {
        RequestId = request.CorrelationId,
        ContractId = request.ContractId,
        ClientId = request.ClientId,
        FreelancerId = request.FreelancerId,
        ContractTitle = request.ContractTitle,
        ClosedAt = request.EndedAt!.Value,
        Reason = "contract-ended",
    };

    public static FeedbackProvided Provided(MidContractFeedback feedback, string contractTitle) => new()
    {
        FeedbackId = feedback.FeedbackId,
        RequestId = feedback.RequestId,
        ContractId = feedback.ContractId,
        ClientId = feedback.ClientId,
        FreelancerId = feedback.FreelancerId,
        ContractTitle = contractTitle,
        Ratings = feedback.Ratings,
        Score = feedback.Score,
        Comment = feedback.Comment,
        ProvidedAt = feedback.ProvidedAt,
        CountsTowardJobSuccessScore = false,
    };
}
