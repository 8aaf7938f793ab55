using Contracts.Messages;
using Feedback.Saga.Requests;
using Messaging.EntityFrameworkCore.Databases;

namespace Feedback.Saga.Persistence;

/// <summary>The contract's row is what all decisions about it queue up on.</summary>
internal static class ContractLocks
{
    /// <summary>The contract with its row locked; added when nothing was known of it. Two adders collide, and one tries again.</summary>
    public static async Task<Contract> LockOrAddContractAsync(
        this FeedbackDbContext db, string contractId, CancellationToken cancellationToken)
        => await db.FindAndLockAsync<Contract>(contractId, cancellationToken)
           ?? db.Contracts.Add(new Contract { ContractId = contractId }).Entity;

    /// <summary>
    /// Locks the row of a contract that a command or timer names, so that what follows is decided in turn, and has the latest
    /// request on it at hand, which that is about.
    /// </summary>
    public static Task LockContractAndRequestAsync(this FeedbackDbContext db, string contractId, CancellationToken cancellationToken)
        => PlainText.IsId(contractId)
            ? db.FindAndLockAsync<Contract, FeedbackRequestState>(contractId, nameof(Contract.LastRequestId), cancellationToken)
            : Task.CompletedTask;

    /// <summary>Locks the contract's row and says whether the ask's request has to be looked for: its id, or none when it is new.</summary>
    public static async Task<Guid?> LockForAskAsync(this FeedbackDbContext db, RequestFeedback ask, CancellationToken cancellationToken)
    {
        if (PlainText.IsId(ask.ContractId))
            await db.FindAndLockAsync<Contract>(ask.ContractId, cancellationToken);

        return db.LockedContract(ask.ContractId)?.MayHaveMade(ask.RequestId, ask.RequestedAt.ToMicroseconds()) == true ? ask.RequestId : null;
    }

    /// <summary>Locks the contract's row, which knows the request that waits for this feedback; none when no request does.</summary>
    public static async Task<Guid?> LockForGivingAsync(this FeedbackDbContext db, ProvideFeedback give, CancellationToken cancellationToken)
    {
        await db.LockContractAndRequestAsync(give.ContractId, cancellationToken);
        return db.LockedContract(give.ContractId)?.WaitingRequestId;
    }

    /// <summary>The contract whose row this transaction has locked; none if its start is not known.</summary>
    public static Contract? LockedContract(this FeedbackDbContext db, string contractId)
        => db.FindTracked<Contract>(contractId) is { IsStarted: true } contract ? contract : null;
}
