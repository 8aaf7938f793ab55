using System.Text.Json;
using Feedback.Saga.Commands;
using Feedback.Saga.Feedback;
using Feedback.Saga.Persistence;
using Feedback.Saga.Requests;
using Microsoft.EntityFrameworkCore;

namespace Feedback.Saga.Eligibility.Trials;

/// <summary>One trial: it judges batches of decisions, and counts what was and what would have been (R64).</summary>
internal sealed class TrialRun(TrialLengths lengths, DateTimeOffset now, Action<long> progress)
{
    private const string Accepted = "accepted";
    private const string Refused = "refused";
    private const string Unknown = "unknown";
    private const string Answers = "answers";
    private const string Unasked = "unasked";

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
        var judged = requests.Where(request => request.ClearedAt is null)
            .Select(request => (Request: request, Facts: FactsOf(request.Facts))).ToList();
        var later = await LaterAsync(db, [.. judged.Select(entry => entry.Request)], cancellationToken);
        var refused = await RefusedAsync(db, [.. judged.Select(entry => entry.Facts)], cancellationToken);
        foreach (var (request, facts) in judged)
        {
            var ending = request.ToView().Status;
            _requests.Recorded(Accepted);
            _requests.Recorded(ending);
            Email(recorded: ending == FeedbackRequestStatuses.Pending ? 1 : 2);

            var policy = PolicyOf(request.Policy);
            if (policy.AgainstRequesting(facts, IsRequested(facts, refused)) is { Count: > 0 } reasons)
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

            // An answer in time that was handled after the request's end is kept as unasked.
            var isLate = requestId is null && EligibilityPolicy.AnswersTheRequest(facts);
            JudgeProviding(stored, facts, refused, isLate);
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
                JudgeProviding(refusal.Policy, facts, refused, isLate: false);
                continue;
            }

            _requests.Recorded(Refused);
            Count(reasons, _requestRefusals.Recorded);
            var policy = PolicyOf(refusal.Policy);
            if (policy.AgainstRequesting(facts, IsRequested(facts, refused)) is { Count: > 0 } tried)
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

    private void JudgeProviding(string stored, ContractFacts facts, HashSet<Guid> refusedRequests, bool isLate)
    {
        var (answers, reasons) = PolicyOf(stored).AgainstProviding(facts, IsRequested(facts, refusedRequests));
        if (reasons.Count > 0)
        {
            _feedback.Tried(Refused);
            Count(reasons, _feedbackRefusals.Tried);
            return;
        }

        answers &= !isLate;
        _feedback.Tried(answers ? Answers : Unasked);
        Email(tried: answers ? 0 : 1);
    }

    /// <summary>Whether the latest request in the facts would have been made.</summary>
    private static bool IsRequested(ContractFacts facts, HashSet<Guid> refusedRequests) =>
        facts.Request is { } request && !refusedRequests.Contains(request.RequestId);

    private void RefuseRequest(IReadOnlyList<RefusalReason> reasons)
    {
        _requests.Tried(Refused);
        Count(reasons, _requestRefusals.Tried);
    }

    /// <summary>
    /// How an accepted request would have ended: by what ended it, unless its time had been over before, or by what happened after its
    /// time in a longer one.
    /// </summary>
    private string EndingOf(FeedbackRequestState request, string ending, TriedPolicy policy, IEnumerable<LaterEnd> later)
    {
        var expiresAt = request.RequestedAt + policy.RequestWindow;
        if (ending is not (FeedbackRequestStatuses.Pending or FeedbackRequestStatuses.Expired))
            return request.EndedAt < expiresAt ? ending : FeedbackRequestStatuses.Expired;

        return later
            .Where(end => end.At >= request.ExpiresAt && end.At < expiresAt)
            .Where(end => end.RequestId is null || end.RequestId == request.CorrelationId)
            .MinBy(end => end.At)?.Status
            ?? (expiresAt <= now ? FeedbackRequestStatuses.Expired : FeedbackRequestStatuses.Pending);
    }

    /// <summary>
    /// What would have ended requests that expired, if they had waited longer: feedback that the client provided or wanted to provide,
    /// <em>not now</em> that came too late, and the end of the contract.
    /// </summary>
    private static async Task<ILookup<string, LaterEnd>> LaterAsync(
        FeedbackDbContext db, List<FeedbackRequestState> requests, CancellationToken cancellationToken)
    {
        var open = requests.Where(request => request.CurrentState
            is nameof(FeedbackRequestStateMachine.Expired) or nameof(FeedbackRequestStateMachine.Pending)).ToList();
        if (open.Count == 0)
            return Enumerable.Empty<LaterEnd>().ToLookup(end => end.ContractId);

        var contracts = open.Select(request => request.ContractId).Distinct().ToList();
        var since = open.Min(request => request.ExpiresAt);
        var provided = await db.MidContractFeedback.AsNoTracking()
            .Where(feedback => contracts.Contains(feedback.ContractId) && feedback.ProvidedAt >= since)
            .Select(feedback => new LaterEnd(feedback.ContractId, feedback.ProvidedAt, FeedbackRequestStatuses.Answered, null))
            .ToListAsync(cancellationToken);
        var wanted = await db.Refusals.AsNoTracking()
            .Where(refusal => contracts.Contains(refusal.ContractId) && refusal.At >= since)
            .Where(refusal => refusal.Kind == CommandKinds.ProvideFeedback || refusal.Kind == CommandKinds.DeclineRequest)
            .Select(refusal => new { refusal.ContractId, refusal.At, refusal.Kind, refusal.Reasons, refusal.Facts })
            .ToListAsync(cancellationToken);
        var ended = await db.Contracts.AsNoTracking()
            .Where(contract => contracts.Contains(contract.ContractId) && contract.EndedAt != null)
            .Select(contract => new LaterEnd(contract.ContractId, contract.EndedAt!.Value, FeedbackRequestStatuses.Closed, null))
            .ToListAsync(cancellationToken);
        var attempts = wanted
            .Where(refusal => !HasReason(refusal.Reasons, RefusalCodes.NotNowNotAvailable))
            .Select(refusal => refusal.Kind == CommandKinds.ProvideFeedback
                ? new LaterEnd(refusal.ContractId, refusal.At, FeedbackRequestStatuses.Answered, null)
                : new LaterEnd(
                    refusal.ContractId, refusal.At, FeedbackRequestStatuses.Declined, FactsOf(refusal.Facts).Request?.RequestId));
        return provided.Concat(attempts).Concat(ended).ToLookup(end => end.ContractId, StringComparer.Ordinal);
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
            .Where(request => PolicyOf(request.Policy).AgainstRequesting(FactsOf(request.Facts), isRequested: true).Count > 0)
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

    private static bool HasReason(string json, string code) =>
        JsonSerializer.Deserialize(json, DecisionJson.Default.IReadOnlyListRefusalReason)!.Any(reason => reason.Code == code);

    private static ContractFacts FactsOf(string json) => JsonSerializer.Deserialize(json, DecisionJson.Default.ContractFacts)!;

    /// <summary>What would have ended a request that had waited: whichever waits on the contract, or one alone.</summary>
    private sealed record LaterEnd(string ContractId, DateTimeOffset At, string Status, Guid? RequestId);
}
