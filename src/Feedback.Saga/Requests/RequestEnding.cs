using Feedback.Saga.Persistence;
using Microsoft.Extensions.Logging;

namespace Feedback.Saga.Requests;

/// <summary>Writes down how a waiting request ended, on its own row and on its contract's.</summary>
internal sealed class RequestEnding(FeedbackDbContext db, ILogger<RequestEnding> logger)
{
    /// <summary>Whether the contract ended before the request's time was over (R15).</summary>
    public bool ContractEndsFirst(FeedbackRequestState request) => ContractOf(request).EndedAt < request.ExpiresAt;

    /// <summary>Whether a reminder still makes sense at that instant (R16).</summary>
    public bool MayRemind(FeedbackRequestState request, DateTimeOffset now)
        => now < request.ExpiresAt && !ContractEndsFirst(request);

    public void Answer(FeedbackRequestState request, MidContractFeedback feedback)
    {
        request.FeedbackId = feedback.FeedbackId;
        End(request, feedback.ProvidedAt, answered: true);
        logger.RequestAnswered(request.CorrelationId, request.ContractId, feedback.FeedbackId);
    }

    public void Expire(FeedbackRequestState request)
    {
        End(request, request.ExpiresAt, answered: false);
        logger.RequestExpired(request.CorrelationId, request.ContractId, request.ExpiresAt);
    }

    public void Close(FeedbackRequestState request)
    {
        var endedAt = ContractOf(request).EndedAt!.Value;
        End(request, endedAt, answered: false);
        logger.RequestClosed(request.CorrelationId, request.ContractId, endedAt);
    }

    private void End(FeedbackRequestState request, DateTimeOffset at, bool answered)
    {
        request.EndedAt = at;
        ContractOf(request).RequestEnded(request.CorrelationId, at, answered);
    }

    private Contract ContractOf(FeedbackRequestState request)
        => db.LockedContract(request.ContractId)
           ?? throw new InvalidOperationException($"Contract {request.ContractId} of request {request.CorrelationId} is not locked.");
}
