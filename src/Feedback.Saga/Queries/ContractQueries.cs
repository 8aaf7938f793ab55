using Feedback.Saga.Commands;
using Feedback.Saga.Contracts;
using Feedback.Saga.Eligibility;
using Feedback.Saga.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Feedback.Saga.Queries;

/// <summary>Reads contracts without locking them, and maps them to what pages show.</summary>
internal static class ContractQueries
{
    /// <summary>The contract as its parties see it.</summary>
    public static ContractView ToView(this Contract contract) => new()
    {
        ContractId = contract.ContractId,
        Title = contract.Title!,
        ClientId = contract.ClientId!,
        FreelancerId = contract.FreelancerId!,
        AgencyId = contract.AgencyId,
        StartedAt = contract.StartedAt!.Value,
        EndedAt = contract.EndedAt,
        LastPaymentAt = contract.LastPaymentAt,
    };

    /// <summary>The contract as anyone sees it: without its payments.</summary>
    public static ContractView ToPublicView(this Contract contract) => contract.ToView() with { LastPaymentAt = null };

    /// <summary>The contract, if its start is known.</summary>
    public static async Task<Contract?> ReadContractAsync(
        this FeedbackDbContext db, string contractId, CancellationToken cancellationToken)
    {
        if (!TextRules.IsStorableId(contractId))
            return null;

        var contract = await db.Contracts.AsNoTracking()
            .SingleOrDefaultAsync(contract => contract.ContractId == contractId, cancellationToken);
        return contract is { IsStarted: true } ? contract : null;
    }

    /// <summary>The started contract, if the caller is a party to it.</summary>
    public static async Task<Contract?> ReadContractAsync(
        this FeedbackDbContext db, string contractId, string callerId, CancellationToken cancellationToken) =>
        await db.ReadContractAsync(contractId, cancellationToken) is { } contract && contract.IsParty(callerId) ? contract : null;
}

/// <summary>What a party may do on a contract (R30), judged exactly as it would be if it were done.</summary>
internal sealed class FeedbackActionsPolicy(EligibilityPolicy policy)
{
    private static readonly ActionView _notTheirs = new() { Allowed = false, Reasons = [] };

    public FeedbackActions For(Contract contract, ContractFacts facts, string callerId) => new()
    {
        RequestFeedback = contract.FreelancerId == callerId ? Judge(policy.AgainstRequesting(facts)) : _notTheirs,
        GiveFeedback = contract.ClientId == callerId ? Judge(policy.AgainstProviding(facts)) : _notTheirs,
        DeclineRequest = contract.ClientId == callerId ? Judge(policy.AgainstDeclining(facts)) : _notTheirs,
    };

    private static ActionView Judge(IReadOnlyList<RefusalReason> reasons) => new() { Allowed = reasons.Count == 0, Reasons = reasons };
}
