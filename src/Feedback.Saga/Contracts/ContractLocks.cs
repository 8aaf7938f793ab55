using Feedback.Saga.Persistence;
using Feedback.Saga.Requests;
using Messaging.EntityFrameworkCore.Databases;

namespace Feedback.Saga.Contracts;

/// <summary>Locks the row of a contract, on which all decisions about the contract queue up.</summary>
internal static class ContractLocks
{
    /// <summary>The contract with its row locked; added when nothing was known of it. Of two that add it, one tries again.</summary>
    public static async Task<Contract> LockOrAddContractAsync(
        this FeedbackDbContext db, string contractId, CancellationToken cancellationToken) =>
        await db.FindAndLockAsync<Contract>(contractId, cancellationToken)
        ?? db.Contracts.Add(new Contract { ContractId = contractId }).Entity;

    /// <summary>Locks the contract's row, if there is one.</summary>
    public static async Task LockContractAsync(this FeedbackDbContext db, string contractId, CancellationToken cancellationToken)
    {
        if (TextRules.IsStorableId(contractId))
            await db.FindAndLockAsync<Contract>(contractId, cancellationToken);
    }

    /// <summary>Locks the contract's row, if there is one, and reads its latest request in the same round trip.</summary>
    public static async Task LockContractAndRequestAsync(this FeedbackDbContext db, string contractId, CancellationToken cancellationToken)
    {
        if (TextRules.IsStorableId(contractId))
            await db.FindAndLockAsync<Contract, FeedbackRequestState>(contractId, contract => contract.LastRequestId, cancellationToken);
    }

    /// <summary>The contract whose row this transaction has locked; none if its start is not known.</summary>
    public static Contract? LockedContract(this FeedbackDbContext db, string contractId) =>
        db.FindTracked<Contract>(contractId) is { IsStarted: true } contract ? contract : null;
}
