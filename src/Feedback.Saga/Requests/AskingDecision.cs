using Feedback.Saga.Persistence;

namespace Feedback.Saga.Requests;

/// <summary>How an ask was decided.</summary>
/// <param name="Accepted">Whether there is a request now.</param>
/// <param name="Answer">What the asker is told.</param>
/// <param name="Contract">The contract, if it was accepted.</param>
internal sealed record AskingDecision(bool Accepted, object Answer, Contract? Contract = null);
