using System.Text.Json;
using Feedback.Saga.Commands;
using Feedback.Saga.Feedback;
using Feedback.Saga.Persistence;
using Feedback.Saga.Requests;
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

    private const string Accepted = "accepted";
    private const string Refused = "refused";
    private const string Unknown = "unknown";
    private const string Answers = "answers";
    private const string Unasked = "unasked";

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
        var run = new Run(lengths, _clock.GetUtcNow().ToMicroseconds(), progress);
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

    private sealed class Run(TrialLengths lengths, DateTimeOffset now, Action<long> progress)
    {
        private readonly Dictionary<string, TriedPolicy> _policies = new(StringComparer.Ordinal);
        private readonly TrialCounts _requests = new();
        private readonly TrialCounts _requestRefusals = new();
        private readonly TrialCounts _feedback = new();
        private readonly TrialCounts _feedbackRefusals = new();
        private long _judged;
        private long _withoutFacts;
        private TrialFigure _emails;

        public DateTimeOffset Now => now;

        public async Task JudgeRequestsAsync(
            FeedbackDbContext db, IReadOnlyList<FeedbackRequestState> requests, CancellationToken cancellationToken)
        {
            var judged = requests.Where(request => request.ClearedAt is null).ToList();
            var later = await LaterAsync(db, judged, cancellationToken);
            foreach (var request in judged)
            {
                var ending = request.ToView().Status;
                _requests.Recorded(Accepted);
                _requests.Recorded(ending);
                Email(recorded: ending == FeedbackRequestStatuses.Pending ? 1 : 2);

                var policy = PolicyOf(request.Policy);
                if (policy.AgainstRequesting(FactsOf(request.Facts)) is { Count: > 0 } reasons)
                {
                    _requests.Tried("newly-refused");
                    RefuseRequest(reasons);
                    continue;
                }

                var tried = EndingOf(request, ending, policy, later[request.ContractId]);
                _requests.Tried(Accepted);
                _requests.Tried(tried);
                Email(tried: tried == FeedbackRequestStatuses.Pending ? 1 : 2);
            }

            Read(requests.Count, requests.Count - judged.Count);
        }

        public async Task JudgeFeedbackAsync(
            FeedbackDbContext db, IReadOnlyList<MidContractFeedback> feedback, CancellationToken cancellationToken)
        {
            var judged = feedback.Where(given => given.ClearedAt is null)
                .Select(given => (given.RequestId, given.Policy, Facts: FactsOf(given.Facts))).ToList();
            var refused = await RefusedAsync(db, [.. judged.Select(given => given.Facts)], cancellationToken);
            foreach (var (requestId, stored, facts) in judged)
            {
                _feedback.Recorded(requestId is null ? Unasked : Answers);
                Email(recorded: requestId is null ? 1 : 0);
                JudgeProviding(stored, facts, refused);
            }

            Read(feedback.Count, feedback.Count - judged.Count);
        }

        public async Task JudgeRefusalsAsync(FeedbackDbContext db, IReadOnlyList<Refusal> refusals, CancellationToken cancellationToken)
        {
            var judged = refusals.Where(refusal => refusal.Kind is CommandKinds.RequestFeedback or CommandKinds.ProvideFeedback)
                .Select(refusal => (Refusal: refusal, Facts: FactsOf(refusal.Facts))).ToList();
            var refused = await RefusedAsync(db, [.. judged.Select(entry => entry.Facts)], cancellationToken);
            foreach (var (refusal, facts) in judged)
            {
                var reasons = JsonSerializer.Deserialize(refusal.Reasons, DecisionJson.Default.IReadOnlyListRefusalReason)!;
                if (refusal.Kind == CommandKinds.ProvideFeedback)
                {
                    _feedback.Recorded(Refused);
                    Count(reasons, _feedbackRefusals.Recorded);
                    JudgeProviding(refusal.Policy, facts, refused);
                    continue;
                }

                _requests.Recorded(Refused);
                Count(reasons, _requestRefusals.Recorded);
                var policy = PolicyOf(refusal.Policy);
                if (policy.AgainstRequesting(facts) is { Count: > 0 } tried)
                {
                    RefuseRequest(tried);
                    continue;
                }

                _requests.Tried(Accepted);
                _requests.Tried("newly-accepted");
                _requests.Tried(Unknown);
                Email(tried: facts.At + policy.RequestWindow <= now ? 2 : 1);
            }

            Read(judged.Count, 0);
        }

        public PolicyTrialReport ToReport(DateTimeOffset since, DateTimeOffset refusalsSince) => new()
        {
            Since = since,
            Until = now,
            RefusalsSince = refusalsSince > since ? refusalsSince : since,
            Judged = _judged,
            WithoutFacts = _withoutFacts,
            Requests = _requests.Figures,
            RequestRefusals = _requestRefusals.Figures,
            Feedback = _feedback.Figures,
            FeedbackRefusals = _feedbackRefusals.Figures,
            Emails = _emails,
        };

        private void JudgeProviding(string stored, ContractFacts facts, HashSet<Guid> refusedRequests)
        {
            var isRequested = facts.Request is { } request && !refusedRequests.Contains(request.RequestId);
            var (answers, reasons) = PolicyOf(stored).AgainstProviding(facts, isRequested);
            if (reasons.Count > 0)
            {
                _feedback.Tried(Refused);
                Count(reasons, _feedbackRefusals.Tried);
                return;
            }

            _feedback.Tried(answers ? Answers : Unasked);
            Email(tried: answers ? 0 : 1);
        }

        private void RefuseRequest(IReadOnlyList<RefusalReason> reasons)
        {
            _requests.Tried(Refused);
            Count(reasons, _requestRefusals.Tried);
        }

        /// <summary>How an accepted request would have ended: by what ended it, unless its time had been over before.</summary>
        private string EndingOf(FeedbackRequestState request, string ending, TriedPolicy policy, IEnumerable<LaterEnd> later)
        {
            var expiresAt = request.RequestedAt + policy.RequestWindow;
            if (ending is not (FeedbackRequestStatuses.Pending or FeedbackRequestStatuses.Expired))
                return request.EndedAt < expiresAt ? ending : FeedbackRequestStatuses.Expired;

            return later.Where(end => end.At >= request.RequestedAt && end.At < expiresAt).MinBy(end => end.At)?.Status
                ?? (expiresAt <= now ? FeedbackRequestStatuses.Expired : FeedbackRequestStatuses.Pending);
        }

        /// <summary>
        /// What would have ended requests that expired, if they had waited longer: feedback that the client provided or wanted to provide,
        /// and the end of the contract.
        /// </summary>
        private static async Task<ILookup<string, LaterEnd>> LaterAsync(
            FeedbackDbContext db, List<FeedbackRequestState> requests, CancellationToken cancellationToken)
        {
            var open = requests.Where(request => request.CurrentState
                is nameof(FeedbackRequestStateMachine.Expired) or nameof(FeedbackRequestStateMachine.Pending)).ToList();
            if (open.Count == 0)
                return Enumerable.Empty<LaterEnd>().ToLookup(end => end.ContractId);

            var contracts = open.Select(request => request.ContractId).Distinct().ToList();
            var since = open.Min(request => request.RequestedAt);
            var provided = await db.MidContractFeedback.AsNoTracking()
                .Where(feedback => contracts.Contains(feedback.ContractId) && feedback.ProvidedAt >= since)
                .Select(feedback => new LaterEnd(feedback.ContractId, feedback.ProvidedAt, FeedbackRequestStatuses.Answered))
                .ToListAsync(cancellationToken);
            var wanted = await db.Refusals.AsNoTracking()
                .Where(refusal => contracts.Contains(refusal.ContractId) && refusal.At >= since)
                .Where(refusal => refusal.Kind == CommandKinds.ProvideFeedback)
                .Select(refusal => new LaterEnd(refusal.ContractId, refusal.At, FeedbackRequestStatuses.Answered))
                .ToListAsync(cancellationToken);
            var ended = await db.Contracts.AsNoTracking()
                .Where(contract => contracts.Contains(contract.ContractId) && contract.EndedAt != null)
                .Select(contract => new LaterEnd(contract.ContractId, contract.EndedAt!.Value, FeedbackRequestStatuses.Closed))
                .ToListAsync(cancellationToken);
            return provided.Concat(wanted).Concat(ended).ToLookup(end => end.ContractId, StringComparer.Ordinal);
        }

        /// <summary>Which of the requests in those facts would not have been made.</summary>
        private async Task<HashSet<Guid>> RefusedAsync(
            FeedbackDbContext db, List<ContractFacts> facts, CancellationToken cancellationToken)
        {
            var ids = facts.Select(fact => fact.Request?.RequestId).OfType<Guid>().Distinct().ToList();
            var requests = ids.Count == 0
                ? []
                : await db.Requests.AsNoTracking()
                    .Where(request => ids.Contains(request.CorrelationId) && request.ClearedAt == null)
                    .Select(request => new { request.CorrelationId, request.Policy, request.Facts })
                    .ToListAsync(cancellationToken);
            return [.. requests
                .Where(request => PolicyOf(request.Policy).AgainstRequesting(FactsOf(request.Facts)).Count > 0)
                .Select(request => request.CorrelationId)];
        }

        private TriedPolicy PolicyOf(string stored)
        {
            if (!_policies.TryGetValue(stored, out var policy))
                _policies.Add(stored, policy = TriedPolicy.Of(stored, lengths));

            return policy;
        }

        private void Read(int count, int withoutFacts)
        {
            _judged += count - withoutFacts;
            _withoutFacts += withoutFacts;
            progress(_judged + _withoutFacts);
        }

        private void Email(long recorded = 0, long tried = 0) =>
            _emails = new TrialFigure(_emails.Recorded + recorded, _emails.Tried + tried);

        private static void Count(IEnumerable<RefusalReason> reasons, Action<string> count)
        {
            foreach (var reason in reasons)
                count(reason.Code);
        }

        private static ContractFacts FactsOf(string json) => JsonSerializer.Deserialize(json, DecisionJson.Default.ContractFacts)!;
    }

    private sealed record LaterEnd(string ContractId, DateTimeOffset At, string Status);
}
