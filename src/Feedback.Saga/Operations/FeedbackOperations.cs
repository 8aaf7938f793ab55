using System.Text.Json.Nodes;
using Feedback.Saga.Commands;
using Feedback.Saga.Contracts;
using Feedback.Saga.Eligibility;
using Feedback.Saga.Feedback;
using Feedback.Saga.Moderation;
using Feedback.Saga.Persistence;
using Feedback.Saga.Queries;
using Feedback.Saga.Requests;
using Feedback.Saga.Signals;
using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Operations;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shared;

namespace Feedback.Saga.Operations;

/// <summary>
/// What operators see of the saga service, and how they moderate feedback and look at signals. It works on the database, so that it works
/// while the service is down.
/// </summary>
public interface IFeedbackOperations
{
    /// <summary>The figures of the service.</summary>
    Task<FeedbackOverview> OverviewAsync(DateTimeOffset asOf, CancellationToken cancellationToken);

    /// <summary>Everything that happened to a request, oldest first; null if there is none and none was refused under that id.</summary>
    Task<FeedbackStory?> RequestAsync(Guid requestId, CancellationToken cancellationToken);

    /// <summary>Everything that happened to a contract and on it, oldest first; null for a contract that nothing is known of.</summary>
    Task<FeedbackStory?> ContractAsync(string contractId, CancellationToken cancellationToken);

    /// <summary>Lists reports with what operators decide by, what was reported first first.</summary>
    /// <param name="status">Only those with this status, one of <see cref="FeedbackReportStatuses"/>; null: all.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    Task<FeedbackReports> ReportsAsync(string? status, int take, CancellationToken cancellationToken);

    /// <summary>
    /// Holds, restores or takes down feedback, or dismisses the report of it (R58). Nothing is published here: the event is in the outbox,
    /// from where a process with the saga takes it.
    /// </summary>
    /// <param name="command">What the operator does.</param>
    /// <param name="dryRun">Whether only to find out what would happen.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What a <see cref="ModerateFeedback"/> is responded to with.</returns>
    Task<object> ModerateAsync(ModerateFeedback command, bool dryRun, CancellationToken cancellationToken);

    /// <summary>Lists abuse signals, the newest first (R67).</summary>
    /// <param name="query">Which; its page size counts as <paramref name="take"/> says, and its cursor for nothing.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    Task<AbuseSignals> SignalsAsync(GetAbuseSignals query, int take, CancellationToken cancellationToken);

    /// <summary>Marks a signal as looked at (R67).</summary>
    /// <param name="command">Which, and who does it.</param>
    /// <param name="dryRun">Whether only to find out what would happen.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What a <see cref="ReviewAbuseSignal"/> is responded to with.</returns>
    Task<object> ReviewSignalAsync(ReviewAbuseSignal command, bool dryRun, CancellationToken cancellationToken);
}

/// <summary>What happened, with the policy and the facts of each decision (R44).</summary>
/// <param name="Entries">What happened, and the timers that are set, by time.</param>
/// <param name="Subjects">The requests, the feedback, and what operators did with it: what notices are about.</param>
public sealed record FeedbackStory(IReadOnlyList<StoryEntry> Entries, IReadOnlyCollection<Guid> Subjects);

/// <inheritdoc />
internal sealed class FeedbackOperations(
    FeedbackDbContext db,
    OutboxMonitor<FeedbackDbContext> outbox,
    EligibilityPolicy policy,
    FeedbackModeration moderation,
    SignalReviews reviews,
    IServiceScopeFactory scopes)
    : IFeedbackOperations
{
    public Task<FeedbackOverview> OverviewAsync(DateTimeOffset asOf, CancellationToken cancellationToken) =>
        FeedbackFigures.ReadAsync(db, outbox, asOf, cancellationToken);

    public async Task<FeedbackStory?> RequestAsync(Guid requestId, CancellationToken cancellationToken)
    {
        var requests = await db.Requests.AsNoTracking()
            .Where(request => request.CorrelationId == requestId)
            .ToListAsync(cancellationToken);
        var refusals = await db.Refusals.AsNoTracking()
            .Where(refusal => refusal.CommandId == requestId)
            .ToListAsync(cancellationToken);
        if ((requests.FirstOrDefault()?.ContractId ?? refusals.FirstOrDefault()?.ContractId) is not { } contractId)
            return null;

        var contract = await db.Contracts.AsNoTracking()
            .SingleOrDefaultAsync(contract => contract.ContractId == contractId, cancellationToken);
        var feedback = await db.MidContractFeedback.AsNoTracking()
            .Where(feedback => feedback.RequestId == requestId)
            .ToListAsync(cancellationToken);
        return await StoryAsync(contractId, [.. EntriesOf(contract)], requests, refusals, feedback, cancellationToken);
    }

    public async Task<FeedbackStory?> ContractAsync(string contractId, CancellationToken cancellationToken)
    {
        var contract = await db.Contracts.AsNoTracking()
            .SingleOrDefaultAsync(contract => contract.ContractId == contractId, cancellationToken);
        var payments = await db.Payments.AsNoTracking()
            .Where(payment => payment.ContractId == contractId)
            .ToListAsync(cancellationToken);
        var requests = await db.Requests.AsNoTracking()
            .Where(request => request.ContractId == contractId)
            .ToListAsync(cancellationToken);
        var refusals = await db.Refusals.AsNoTracking()
            .Where(refusal => refusal.ContractId == contractId)
            .ToListAsync(cancellationToken);
        var feedback = await db.MidContractFeedback.AsNoTracking()
            .Where(feedback => feedback.ContractId == contractId)
            .ToListAsync(cancellationToken);
        var ends = await db.EndOfContractFeedback.AsNoTracking()
            .Where(end => end.ContractId == contractId)
            .ToListAsync(cancellationToken);
        List<StoryEntry> entries = [.. EntriesOf(contract), .. payments.SelectMany(EntriesOf), .. ends.Select(EntryOf)];
        return contract is null && entries.Count + requests.Count + refusals.Count + feedback.Count == 0
            ? null
            : await StoryAsync(contractId, entries, requests, refusals, feedback, cancellationToken);
    }

    public Task<FeedbackReports> ReportsAsync(string? status, int take, CancellationToken cancellationToken) =>
        FeedbackReportReader.ReadAsync(db, status, after: null, take, cancellationToken);

    public async Task<object> ModerateAsync(ModerateFeedback command, bool dryRun, CancellationToken cancellationToken)
    {
        var commandId = Guid.CreateVersion7();
        var moderated = await ModerateUntilKnownAsync();
        return dryRun ? moderated.Response : moderated.Logged();

        async Task<Audited> ModerateUntilKnownAsync()
        {
            try
            {
                return await ConflictRetries.RunAsync(ModerateOnceAsync, cancellationToken);
            }
            catch (Exception failure) when (!dryRun && DatabaseFailures.IsUnavailable(failure))
            {
                // The connection may have broken after the commit.
                await using var scope = scopes.CreateAsyncScope();
                var fresh = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>();
                if (await moderation.FindAsync(fresh, commandId, command, cancellationToken) is { } done)
                    return done;

                throw;
            }
        }

        async Task<Audited> ModerateOnceAsync()
        {
            await using var scope = scopes.CreateAsyncScope();
            var fresh = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>();
            var bus = scope.ServiceProvider.GetRequiredService<IPublishEndpoint>();
            await using var transaction = await fresh.BeginWriteAsync(cancellationToken);
            if (dryRun)
                return await moderation.ModerateAsync(fresh, commandId, command, publish: null, cancellationToken);

            var done = await moderation.ModerateAsync(
                fresh, commandId, command, happened => bus.Publish(happened, happened.GetType(), cancellationToken), cancellationToken);
            await transaction.SaveAndCommitAsync(cancellationToken);
            return done;
        }
    }

    public Task<AbuseSignals> SignalsAsync(GetAbuseSignals query, int take, CancellationToken cancellationToken) =>
        SignalReader.ReadAsync(db, query, after: null, take, cancellationToken);

    public async Task<object> ReviewSignalAsync(ReviewAbuseSignal command, bool dryRun, CancellationToken cancellationToken)
    {
        var reviewed = await ConflictRetries.RunAsync(ReviewOnceAsync, cancellationToken);
        return dryRun ? reviewed.Response : reviewed.Logged();

        async Task<Audited> ReviewOnceAsync()
        {
            await using var scope = scopes.CreateAsyncScope();
            var fresh = scope.ServiceProvider.GetRequiredService<FeedbackDbContext>();
            await using var transaction = await fresh.BeginWriteAsync(cancellationToken);
            var done = await reviews.ReviewAsync(fresh, command, cancellationToken);
            if (!dryRun)
                await transaction.SaveAndCommitAsync(cancellationToken);

            return done;
        }
    }

    private async Task<FeedbackStory> StoryAsync(
        string contractId,
        List<StoryEntry> entries,
        List<FeedbackRequestState> requests,
        List<Refusal> refusals,
        List<MidContractFeedback> feedback,
        CancellationToken cancellationToken)
    {
        var tokens = requests.SelectMany(request => new[] { request.ExpiryTokenId, request.ReminderTokenId }).OfType<Guid>().ToList();
        var timers = await OutboxTimers.ReadAsync(db, tokens, cancellationToken);
        entries.AddRange(requests.SelectMany(EntriesOf));
        entries.AddRange(requests.SelectMany(request => TimersOf(request, timers)));
        entries.AddRange(refusals.Select(EntryOf));
        entries.AddRange(feedback.Select(EntryOf));
        entries.AddRange(await SignalsAsync(contractId, requests, feedback, cancellationToken));
        var (moderation, changes) = await ModerationAsync([.. feedback.Select(given => given.FeedbackId)], cancellationToken);
        entries.AddRange(moderation);

        return new FeedbackStory(
            [.. entries.OrderBy(entry => entry.At)],
            [.. requests.Select(request => request.CorrelationId), .. feedback.Select(given => given.FeedbackId), .. changes]);
    }

    /// <summary>The signals of these requests and feedbacks, and who looked at them, without notes.</summary>
    private async Task<IEnumerable<StoryEntry>> SignalsAsync(
        string contractId,
        List<FeedbackRequestState> requests,
        List<MidContractFeedback> feedback,
        CancellationToken cancellationToken)
    {
        if (requests.Count + feedback.Count == 0)
            return [];

        var subjects = requests.Select(request => request.CorrelationId).Concat(feedback.Select(given => given.FeedbackId)).ToHashSet();
        var signals = await db.AbuseSignals.AsNoTracking()
            .Where(signal => signal.ContractId == contractId).ToListAsync(cancellationToken);
        return signals
            .Where(signal => subjects.Contains(signal.RequestId ?? signal.FeedbackId ?? Guid.Empty))
            .SelectMany(EntriesOf);
    }

    /// <summary>
    /// Who reported feedback, and what operators did with it, without reasons and notes; and the changes, which notices are about.
    /// </summary>
    private async Task<(IEnumerable<StoryEntry> Entries, IEnumerable<Guid> Changes)> ModerationAsync(
        List<Guid> feedbackIds, CancellationToken cancellationToken)
    {
        if (feedbackIds.Count == 0)
            return ([], []);

        var reports = await db.FeedbackReports.AsNoTracking()
            .Where(report => feedbackIds.Contains(report.FeedbackId)).ToListAsync(cancellationToken);
        var records = await db.Moderations.AsNoTracking()
            .Where(record => feedbackIds.Contains(record.FeedbackId)).ToListAsync(cancellationToken);
        return (reports.Select(EntryOf).Concat(records.Select(EntryOf)), records.Select(record => record.ChangeId));
    }

    private static StoryEntry EntryOf(FeedbackReport report) => new(
        report.ReportedAt,
        "feedback-reported",
        report.ReportId.ToString(),
        new Dictionary<string, object?>
        {
            ["feedbackId"] = report.FeedbackId,
            ["reporterId"] = report.ReporterId,
            ["status"] = report.Status,
        });

    private static StoryEntry EntryOf(ModerationRecord record) => new(
        record.At,
        record.Action switch
        {
            ModerationActions.Hold => "feedback-held",
            ModerationActions.Restore => "feedback-restored",
            ModerationActions.TakeDown => "feedback-taken-down",
            _ => "report-dismissed",
        },
        record.ChangeId.ToString(),
        new Dictionary<string, object?>
        {
            ["feedbackId"] = record.FeedbackId,
            ["operatorId"] = record.OperatorId,
            ["previous"] = record.Previous,
            ["visibility"] = record.Visibility,
        });

    private static IEnumerable<StoryEntry> EntriesOf(AbuseSignal signal)
    {
        yield return new(signal.At, "abuse-signal", signal.SignalId.ToString(), new Dictionary<string, object?>
        {
            ["kind"] = signal.Kind,
            ["requestId"] = signal.RequestId,
            ["feedbackId"] = signal.FeedbackId,
            ["evidence"] = JsonNode.Parse(signal.Evidence),
        });

        if (signal.ReviewedAt is { } reviewedAt)
        {
            yield return new(reviewedAt, "abuse-signal-reviewed", signal.SignalId.ToString(), new Dictionary<string, object?>
            {
                ["kind"] = signal.Kind,
                ["operatorId"] = signal.ReviewedBy,
            });
        }
    }

    private static IEnumerable<StoryEntry> EntriesOf(Contract? contract)
    {
        if (contract?.StartedAt is { } startedAt)
        {
            yield return new(startedAt, "contract-started", contract.ContractId, new Dictionary<string, object?>
            {
                ["clientId"] = contract.ClientId,
                ["freelancerId"] = contract.FreelancerId,
                ["agencyId"] = contract.AgencyId,
            });
        }

        if (contract?.EndedAt is { } endedAt)
            yield return new(endedAt, "contract-ended", contract.ContractId, new Dictionary<string, object?>());

        if (contract?.HandedOverAt is { } handedOverAt)
            yield return new(handedOverAt, "feedback-handed-over", contract.ContractId, new Dictionary<string, object?>());
    }

    private static IEnumerable<StoryEntry> EntriesOf(Payment payment)
    {
        if (payment.PaidAt is { } paidAt)
        {
            yield return new(paidAt, "payment-made", payment.PaymentId, new Dictionary<string, object?>
            {
                ["counts"] = payment.Counts,
            });
        }

        if (payment.ReversedAt is { } reversedAt)
            yield return new(reversedAt, "payment-reversed", payment.PaymentId, new Dictionary<string, object?>());
    }

    private static IEnumerable<StoryEntry> EntriesOf(FeedbackRequestState request)
    {
        yield return new(request.RequestedAt, "feedback-requested", request.CorrelationId.ToString(), new Dictionary<string, object?>
        {
            ["freelancerId"] = request.FreelancerId,
            ["clientId"] = request.ClientId,
            ["expiresAt"] = request.ExpiresAt,
            ["policy"] = Kept(request.Policy),
            ["facts"] = Kept(request.Facts),
        });

        if (request.EndedAt is { } endedAt)
        {
            yield return new(
                endedAt,
                $"request-{request.ToView().Status}",
                request.CorrelationId.ToString(),
                request.AskAgainFrom is { } askAgainFrom
                    ? new Dictionary<string, object?>
                    {
                        ["askAgainFrom"] = askAgainFrom,
                        ["policy"] = Kept(request.DeclinePolicy),
                        ["facts"] = Kept(request.DeclineFacts),
                    }
                    : new Dictionary<string, object?> { ["feedbackId"] = request.FeedbackId });
        }
    }

    /// <summary>A pending request without its timer would wait for ever: that is told, too.</summary>
    private IEnumerable<StoryEntry> TimersOf(FeedbackRequestState request, IReadOnlyDictionary<Guid, StoryEntry> timers)
    {
        if (TimerOf(request.ExpiryTokenId, "expiry-timer", request.ExpiresAt) is { } expiry)
            yield return expiry;

        if (policy.Options.ReminderAfter is { } after
            && TimerOf(request.ReminderTokenId, "reminder-timer", request.RequestedAt + after) is { } reminder)
            yield return reminder;

        StoryEntry? TimerOf(Guid? token, string what, DateTimeOffset dueAt)
        {
            if (token is not { } id)
                return null;

            return timers.TryGetValue(id, out var timer)
                ? timer with { What = what }
                : new StoryEntry(dueAt, $"{what}-missing", id.ToString(), new Dictionary<string, object?>());
        }
    }

    private static StoryEntry EntryOf(Refusal refusal) => new(
        refusal.At,
        refusal.Kind switch
        {
            CommandKinds.RequestFeedback => "request-feedback-refused",
            CommandKinds.DeclineRequest => "decline-request-refused",
            _ => "provide-feedback-refused",
        },
        refusal.CommandId.ToString(),
        new Dictionary<string, object?>
        {
            ["callerId"] = refusal.CallerId,
            ["reasons"] = JsonNode.Parse(refusal.Reasons),
            ["policy"] = JsonNode.Parse(refusal.Policy),
            ["facts"] = JsonNode.Parse(refusal.Facts),
        });

    private static StoryEntry EntryOf(MidContractFeedback feedback) => new(
        feedback.ProvidedAt,
        "feedback-provided",
        feedback.FeedbackId.ToString(),
        new Dictionary<string, object?>
        {
            ["clientId"] = feedback.ClientId,
            ["requestId"] = feedback.RequestId,
            ["score"] = feedback.Score,
            ["policy"] = Kept(feedback.Policy),
            ["facts"] = Kept(feedback.Facts),
        });

    private static StoryEntry EntryOf(EndOfContractFeedback feedback) => new(
        feedback.GivenAt,
        "end-of-contract-feedback-given",
        feedback.FeedbackId,
        new Dictionary<string, object?> { ["authorId"] = feedback.AuthorId, ["score"] = feedback.Score });

    /// <summary>Policy and facts are cleared when a decision is old.</summary>
    private static JsonNode? Kept(string? json) => string.IsNullOrEmpty(json) ? null : JsonNode.Parse(json);
}
