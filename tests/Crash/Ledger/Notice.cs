namespace Crash.Ledger;

/// <summary>Something of which one person is notified, on each channel once (R9, R15, R16, R55).</summary>
internal sealed record Notice(Guid SourceId, string Kind, string RecipientId)
{
    public static IEnumerable<Notice> Due(Snapshot databases)
    {
        foreach (var request in databases.Requests)
        {
            yield return new Notice(request.RequestId, "feedback-requested", request.ClientId);
            if (request.State == "Expired")
                yield return new Notice(request.RequestId, "request-expired", request.FreelancerId);
            else if (request.State == "Closed")
                yield return new Notice(request.RequestId, "request-closed", request.FreelancerId);
            else if (request.State == "Declined")
                yield return new Notice(request.RequestId, "request-declined", request.FreelancerId);
        }

        foreach (var feedback in databases.Feedback)
            yield return new Notice(feedback.FeedbackId, "feedback-received", feedback.FreelancerId);
    }
}
