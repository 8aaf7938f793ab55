using Feedback.Saga.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Feedback.Saga.Queries;

/// <summary>Reads feedback of both kinds, newest first (R27).</summary>
internal sealed class FeedbackReader(FeedbackDbContext db)
{
    /// <summary>All feedback on these contracts, by contract.</summary>
    public async Task<ILookup<string, FeedbackView>> ReadAsync(
        IReadOnlyCollection<string> contractIds, bool withMidContract, CancellationToken cancellationToken)
    {
        var midContract = withMidContract
            ? await db.MidContractFeedback.AsNoTracking()
                .Where(feedback => contractIds.Contains(feedback.ContractId)).ToListAsync(cancellationToken)
            : [];
        var endOfContract = await db.EndOfContractFeedback.AsNoTracking()
            .Where(feedback => contractIds.Contains(feedback.ContractId)).ToListAsync(cancellationToken);

        return midContract.Select(feedback => feedback.ToView())
            .Concat(endOfContract.Select(feedback => feedback.ToView()))
            .OrderByDescending(feedback => feedback.ProvidedAt)
            .ThenByDescending(feedback => feedback.FeedbackId, StringComparer.Ordinal)
            .ToLookup(feedback => feedback.ContractId, StringComparer.Ordinal);
    }

    /// <summary>One piece of feedback on a contract, of either kind.</summary>
    public async Task<FeedbackView?> FindAsync(string contractId, string feedbackId, CancellationToken cancellationToken)
    {
        if (!TextRules.IsStorableId(feedbackId))
            return null;

        if (Guid.TryParse(feedbackId, out var id)
            && await db.MidContractFeedback.AsNoTracking()
                .SingleOrDefaultAsync(feedback => feedback.FeedbackId == id && feedback.ContractId == contractId, cancellationToken)
                is { } midContract)
            return midContract.ToView();

        var endOfContract = await db.EndOfContractFeedback.AsNoTracking()
            .SingleOrDefaultAsync(feedback => feedback.FeedbackId == feedbackId && feedback.ContractId == contractId, cancellationToken);
        return endOfContract?.ToView();
    }
}
