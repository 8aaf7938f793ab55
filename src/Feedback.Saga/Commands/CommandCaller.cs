using Feedback.Saga.Contracts;

namespace Feedback.Saga.Commands;

/// <summary>Who the caller is on a contract. A contract that does not exist and one that is not the caller's look the same.</summary>
internal static class CommandCaller
{
    public static bool IsParty(this Contract contract, string callerId) =>
        contract.ClientId == callerId || contract.FreelancerId == callerId;

    /// <summary>The caller's side: one of <see cref="ContractRoles"/>.</summary>
    public static string RoleOf(this Contract contract, string callerId) =>
        contract.ClientId == callerId ? ContractRoles.Client : ContractRoles.Freelancer;

    /// <summary>The response to a caller who does not have that role on the contract (R6, R17); none for one who has.</summary>
    public static object? CheckCaller(this Contract? contract, Command command, string requiredRole)
    {
        if (contract is null || !contract.IsParty(command.CallerId))
            return new ContractNotFound { ContractId = command.ContractId };

        var holder = requiredRole == ContractRoles.Client ? contract.ClientId : contract.FreelancerId;
        return holder == command.CallerId ? null : new CallerNotPermitted { ContractId = command.ContractId, RequiredRole = requiredRole };
    }
}
