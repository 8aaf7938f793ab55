using Feedback.Saga.Contracts;
using Feedback.Saga.Feedback;
using Feedback.Saga.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Feedback.Saga.Queries;

/// <summary>Reads feedback of both kinds, newest first (R27).</summary>
internal sealed class FeedbackReader(FeedbackDbContext db)
{
    /// <summary>All feedback on these contracts as their parties see it, by contract, without reports.</summary>
    public async Task<ILookup<string, FeedbackView>> ReadAsync(
        IReadOnlyCollection<string> contractIds, CancellationToken cancellationToken) =>
        Sorted(
                await db.MidContractFeedback.AsNoTracking()
                    .Where(feedback => contractIds.Contains(feedback.ContractId)).ToListAsync(cancellationToken),
                await EndOfContractAsync(contractIds, cancellationToken))
            .ToLookup(feedback => feedback.ContractId, StringComparer.Ordinal);

    /// <summary>The feedback on these contracts that everybody sees, by contract: nothing that is held or taken down (R59).</summary>
    public async Task<ILookup<string, FeedbackView>> ReadPublicAsync(
        IReadOnlyCollection<string> contractIds, bool withMidContract, CancellationToken cancellationToken)
    {
        var midContract = withMidContract
            ? await db.MidContractFeedback.AsNoTracking()
                .Where(feedback => contractIds.Contains(feedback.ContractId) && feedback.WithheldAs == null)
                .ToListAsync(cancellationToken)
            : [];
        return Sorted(midContract, await EndOfContractAsync(contractIds, cancellationToken))
            .ToLookup(feedback => feedback.ContractId, StringComparer.Ordinal);
    }

    /// <summary>All feedback on a contract as a party sees it: the freelancer with their reports (R57).</summary>
    public async Task<IReadOnlyList<FeedbackView>> ReadAsync(Contract contract, string callerId, CancellationToken cancellationToken)
    {
        var contractId = contract.ContractId;
        var midContract = await ViewsAsync(
            db.MidContractFeedback.Where(feedback => feedback.ContractId == contractId), contract, callerId, cancellationToken);
        var endOfContract = await EndOfContractAsync([contractId], cancellationToken);
        return [.. Sorted(midContract.Concat(endOfContract.Select(feedback => feedback.ToView())))];
    }

    /// <summary>One piece of feedback on a contract, of either kind, as a party sees it: the freelancer with their report.</summary>
    public async Task<FeedbackView?> FindAsync(
        Contract contract, string feedbackId, string callerId, CancellationToken cancellationToken)
    {
        if (!TextRules.IsStorableId(feedbackId))
            return null;

        var contractId = contract.ContractId;
        if (Guid.TryParse(feedbackId, out var id)
            && await ViewsAsync(
                db.MidContractFeedback.Where(feedback => feedback.FeedbackId == id && feedback.ContractId == contractId),
                contract,
                callerId,
                cancellationToken) is [var midContract])
            return midContract;

        var endOfContract = await db.EndOfContractFeedback.AsNoTracking()
            .SingleOrDefaultAsync(feedback => feedback.FeedbackId == feedbackId && feedback.ContractId == contractId, cancellationToken);
        return endOfContract?.ToView();
    }

    /// <summary>Who provided the feedback does not learn that it was reported.</summary>
    private async Task<IReadOnlyList<FeedbackView>> ViewsAsync(
        IQueryable<MidContractFeedback> feedback, Contract contract, string callerId, CancellationToken cancellationToken)
    {
        if (contract.FreelancerId != callerId)
            return [.. (await feedback.AsNoTracking().ToListAsync(cancellationToken)).Select(row => row.ToView())];

        var rows = await feedback.AsNoTracking()
            .GroupJoin(
                db.FeedbackReports.AsNoTracking(),
                row => row.FeedbackId,
                report => report.FeedbackId,
                (row, reports) => new { Feedback = row, Reports = reports })
            .SelectMany(row => row.Reports.DefaultIfEmpty(), (row, report) => new { row.Feedback, Report = report })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => row.Feedback.ToView() with { Report = row.Report?.ToOwnView() })];
    }

    private Task<List<EndOfContractFeedback>> EndOfContractAsync(
        IReadOnlyCollection<string> contractIds, CancellationToken cancellationToken) =>
        db.EndOfContractFeedback.AsNoTracking()
            .Where(feedback => contractIds.Contains(feedback.ContractId)).ToListAsync(cancellationToken);

    private static IEnumerable<FeedbackView> Sorted(
        IEnumerable<MidContractFeedback> midContract, IEnumerable<EndOfContractFeedback> endOfContract) =>
        Sorted(midContract.Select(feedback => feedback.ToView()).Concat(endOfContract.Select(feedback => feedback.ToView())));

    private static IEnumerable<FeedbackView> Sorted(IEnumerable<FeedbackView> feedback) => feedback
        .OrderByDescending(one => one.ProvidedAt)
        .ThenByDescending(one => one.FeedbackId, StringComparer.Ordinal);
}
