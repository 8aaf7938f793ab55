using Contracts.Messages;
using Feedback.Saga.Persistence;

namespace Feedback.Saga.Decisions;

/// <summary>Who the caller is on a contract. A contract that is not there and one that is none of theirs look the same.</summary>
internal static class Callers
{
    public static bool IsParty(this Contract contract, string callerId)
        => contract.ClientId == callerId || contract.FreelancerId == callerId;

    /// <summary>The caller's side: one of <see cref="ContractRoles"/>.</summary>
    public static string RoleOf(this Contract contract, string callerId)
        => contract.ClientId == callerId ? ContractRoles.Client : ContractRoles.Freelancer;

    /// <summary>The answer to a caller who may not act in that role (R6, R17); none for one who may.</summary>
    public static object? RefusalOf(this Contract? contract, string contractId, string callerId, string requiredRole)
    {
        if (contract is null || !contract.IsParty(callerId))
            return new ContractNotFound { ContractId = contractId };

        var holder = requiredRole == ContractRoles.Client ? contract.ClientId : contract.FreelancerId;
        return holder == callerId ? null : new CallerNotPermitted { ContractId = contractId, RequiredRole = requiredRole };
    }
}
