using Contracts.Messages;
using Feedback.Saga.Eligibility;
using Feedback.Saga.Persistence;

namespace Feedback.Saga.History;

/// <summary>What a party may do on a contract (R30), judged exactly as it would be if it were done.</summary>
internal sealed class FeedbackActionsPolicy(EligibilityPolicy eligibility)
{
    private static readonly ActionView s_notTheirs = new() { Allowed = false, Reasons = [] };

    public FeedbackActions For(Contract contract, ContractFacts facts, string callerId) => new()
    {
        RequestFeedback = contract.FreelancerId == callerId ? Judged(eligibility.AgainstAsking(facts)) : s_notTheirs,
        GiveFeedback = contract.ClientId == callerId ? Judged(eligibility.AgainstGiving(facts)) : s_notTheirs,
    };

    private static ActionView Judged(IReadOnlyList<RefusalReason> reasons) => new() { Allowed = reasons.Count == 0, Reasons = reasons };
}
