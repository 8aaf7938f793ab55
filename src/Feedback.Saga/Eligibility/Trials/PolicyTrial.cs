using Feedback.Saga.Persistence;
using Feedback.Saga.Retention;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shared;

namespace Feedback.Saga.Eligibility.Trials;

/// <summary>
/// Judges the decisions of the past under other lengths, each by itself, from the policy and the facts that were stored with it (R44, R64).
/// What would have followed from another decision is not played: a request that would have been accepted is answered by nobody. It reads in
/// batches, and changes nothing.
/// </summary>
public sealed class PolicyTrial
{
    internal const int BatchSize = 500;

    private readonly IServiceScopeFactory _scopes;
    private readonly IOptions<RetentionOptions> _retention;
    private readonly TimeProvider _clock;

    internal PolicyTrial(IServiceScopeFactory scopes, IOptions<RetentionOptions> retention, TimeProvider clock) =>
        (_scopes, _retention, _clock) = (scopes, retention, clock);

    /// <summary>Judges all decisions that were taken since an instant.</summary>
    /// <param name="lengths">What is different.</param>
    /// <param name="since">From when on, in UTC.</param>
    /// <param name="progress">Is told after each batch how many decisions have been read.</param>
    /// <param name="cancellationToken">Ends the trial.</param>
    public async Task<PolicyTrialReport> RunAsync(
        TrialLengths lengths, DateTimeOffset since, Action<long> progress, CancellationToken cancellationToken)
    {
        var run = new TrialRun(lengths, _clock.GetUtcNow().ToMicroseconds(), progress);
        await ForEachBatchAsync(
            (db, last) => db.Requests.AsNoTracking()
                .Where(request => request.RequestedAt >= since && (last == null || request.CorrelationId > last))
                .OrderBy(request => request.CorrelationId),
            request => request.CorrelationId,
            run.JudgeRequestsAsync,
            cancellationToken);
        await ForEachBatchAsync(
            (db, last) => db.MidContractFeedback.AsNoTracking()
                .Where(feedback => feedback.ProvidedAt >= since && (last == null || feedback.FeedbackId > last))
                .OrderBy(feedback => feedback.FeedbackId),
            feedback => feedback.FeedbackId,
            run.JudgeFeedbackAsync,
            cancellationToken);
        await ForEachBatchAsync(
            (db, last) => db.Refusals.AsNoTracking()
                .Where(refusal => refusal.At >= since && (last == null || refusal.CommandId > last))
                .OrderBy(refusal => refusal.CommandId),
            refusal => refusal.CommandId,
            run.JudgeRefusalsAsync,
            cancellationToken);
        return run.ToReport(since, run.Now - _retention.Value.Refusals);
    }

    private async Task ForEachBatchAsync<T>(
        Func<FeedbackDbContext, Guid?, IQueryable<T>> query,
        Func<T, Guid> idOf,
        Func<FeedbackDbContext, IReadOnlyList<T>, CancellationToken, Task> judge,
        CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>();
        await foreach (var batch in Batches.ReadAsync(
            BatchSize, (Guid?)null, last => query(db, last).Take(BatchSize).ToListAsync(cancellationToken), row => idOf(row)))
        {
            await judge(db, batch, cancellationToken);
        }
    }
}
