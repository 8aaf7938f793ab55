using Feedback.Saga.Feedback;

namespace Feedback.Saga.Requests;

/// <summary>The messages that tell others about a request.</summary>
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
        Message = request.Message,
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

    public static FeedbackRequestClosed Closed(FeedbackRequestState request, DateTimeOffset endedAt) => new()
    {
        RequestId = request.CorrelationId,
        ContractId = request.ContractId,
        ClientId = request.ClientId,
        FreelancerId = request.FreelancerId,
        ContractTitle = request.ContractTitle,
        ClosedAt = endedAt,
        Reason = "contract-ended",
    };

    public static FeedbackRequestDeclined Declined(
        FeedbackRequestState request, DateTimeOffset declinedAt, DateTimeOffset askAgainFrom) => new()
        {
            RequestId = request.CorrelationId,
            ContractId = request.ContractId,
            ClientId = request.ClientId,
            FreelancerId = request.FreelancerId,
            ContractTitle = request.ContractTitle,
            DeclinedAt = declinedAt,
            AskAgainFrom = askAgainFrom,
        };

    /// <summary>The command that closes a request whose contract's end is known already (R40).</summary>
    public static CloseFeedbackRequest Close(FeedbackRequestState request, DateTimeOffset endedAt) => new()
    {
        RequestId = request.CorrelationId,
        ContractId = request.ContractId,
        EndedAt = endedAt,
    };

    /// <summary>The response to the command that made the request, the first time and again.</summary>
    public static FeedbackRequestAccepted Accepted(FeedbackRequestState request) => new()
    {
        RequestId = request.CorrelationId,
        ContractId = request.ContractId,
        RequestedAt = request.RequestedAt,
        ExpiresAt = request.ExpiresAt,
    };

    /// <summary>The response to the command that declined the request, the first time and again.</summary>
    public static DeclineAccepted DeclineAccepted(FeedbackRequestState request, DateTimeOffset declinedAt, DateTimeOffset askAgainFrom) =>
        new()
        {
            Request = new FeedbackRequestView
            {
                RequestId = request.CorrelationId,
                ContractId = request.ContractId,
                Status = FeedbackRequestStatuses.Declined,
                Message = request.Message,
                RequestedAt = request.RequestedAt,
                ExpiresAt = request.ExpiresAt,
                EndedAt = declinedAt,
                AskAgainFrom = askAgainFrom,
            },
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
