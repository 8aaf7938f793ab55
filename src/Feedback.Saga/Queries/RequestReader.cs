using Feedback.Saga.Contracts;
using Feedback.Saga.Eligibility;
using Feedback.Saga.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Feedback.Saga.Queries;

/// <summary>
/// Reads requests for feedback as they stand at an instant. The instants decide, not the timers: a request that is over shows as over,
/// though its timer may be late.
/// </summary>
internal sealed class RequestReader(FeedbackDbContext db)
{
    /// <summary>All requests of a contract, newest first.</summary>
    public async Task<IReadOnlyList<FeedbackRequestView>> ReadAllAsync(
        Contract contract, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (contract.LastRequestId is null)
            return [];

        var requests = await db.Requests.AsNoTracking().Where(request => request.ContractId == contract.ContractId)
            .OrderByDescending(request => request.RequestedAt).ThenByDescending(request => request.CorrelationId)
            .ToListAsync(cancellationToken);
        return [.. requests.Select(request => request.ToView(at, contract.EndedAt))];
    }

    /// <summary>The requests that wait, by their contract.</summary>
    public async Task<IReadOnlyDictionary<string, FeedbackRequestView>> ReadWaitingAsync(
        IEnumerable<ContractFacts> contracts, CancellationToken cancellationToken)
    {
        var ids = contracts.Where(MayWait).Select(facts => facts.Request!.RequestId).ToList();
        if (ids.Count == 0)
            return new Dictionary<string, FeedbackRequestView>();

        var waiting = await db.Requests.AsNoTracking().Where(request => ids.Contains(request.CorrelationId)).ToListAsync(cancellationToken);
        return waiting.Select(request => request.ToView())
            .Where(request => request.Status == FeedbackRequestStatuses.Pending)
            .ToDictionary(request => request.ContractId, StringComparer.Ordinal);
    }

    /// <summary>The status of each of these requests that is known.</summary>
    public async Task<IReadOnlyList<CurrentRequestStatus>> ReadStatusesAsync(
        IReadOnlyCollection<Guid> ids, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var known = await db.Requests.AsNoTracking().Where(request => ids.Contains(request.CorrelationId)).ToListAsync(cancellationToken);
        return
        [
            .. known.Select(request => request.ToView(at, contractEndedAt: null))
                .Select(request => new CurrentRequestStatus
                {
                    RequestId = request.RequestId,
                    Status = request.Status,
                    ExpiresAt = request.ExpiresAt,
                }),
        ];
    }

    private static bool MayWait(ContractFacts facts) =>
        facts.Request is { EndedAt: null } request && facts.At < request.ExpiresAt && !(facts.EndedAt <= facts.At);
}
