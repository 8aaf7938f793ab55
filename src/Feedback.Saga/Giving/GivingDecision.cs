using Feedback.Saga.Persistence;

namespace Feedback.Saga.Giving;

/// <summary>How a client's feedback was decided.</summary>
/// <param name="Answer">What the client is told.</param>
/// <param name="Feedback">The feedback, if it was accepted now; none when refused, or when it had been accepted before.</param>
/// <param name="RequestIsOver">Whether it shows that the waiting request's time has passed (R12).</param>
internal sealed record GivingDecision(object Answer, MidContractFeedback? Feedback = null, bool RequestIsOver = false)
{
    /// <summary>Whether it answers the request that waits (R19).</summary>
    public bool AnswersRequest => Feedback?.RequestId is not null;
}
