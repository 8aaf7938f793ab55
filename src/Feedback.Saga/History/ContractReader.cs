using Feedback.Saga.Decisions;
using Feedback.Saga.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Feedback.Saga.History;

/// <summary>Reads contracts without locking them.</summary>
internal static class ContractReader
{
    /// <summary>The started contract, if the caller is a party to it.</summary>
    public static async Task<Contract?> ReadContractAsync(
        this FeedbackDbContext db, string contractId, string callerId, CancellationToken cancellationToken)
    {
        if (!PlainText.IsId(contractId))
            return null;

        var contract = await db.Contracts.AsNoTracking()
            .SingleOrDefaultAsync(contract => contract.ContractId == contractId, cancellationToken);
        return contract is { IsStarted: true } && contract.IsParty(callerId) ? contract : null;
    }
}
