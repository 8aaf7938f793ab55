using Feedback.Saga.Persistence;
using Messaging.EntityFrameworkCore.Retention;
using Microsoft.EntityFrameworkCore;

namespace Feedback.Saga.Retention;

/// <summary>
/// What the saga service keeps for a time only. Contracts, payments, requests and feedback stay: pages show them, and the rules judge by
/// them.
/// </summary>
internal static class FeedbackRetention
{
    public static IEnumerable<RetentionRule<FeedbackDbContext>> Rules(RetentionOptions options) =>
    [
        new("idempotency-records", options.IdempotencyRecords, (db, batch, cancellationToken) => db.IdempotencyRecords
            .Where(record => record.At < batch.Before)
            .OrderBy(record => record.At).Take(batch.Size)
            .ExecuteDeleteAsync(cancellationToken)),

        new("refusals", options.Refusals, (db, batch, cancellationToken) => db.Refusals
            .Where(refusal => refusal.At < batch.Before)
            .OrderBy(refusal => refusal.At).Take(batch.Size)
            .ExecuteDeleteAsync(cancellationToken)),

        new("rollout-refusals", options.RolloutRefusals, (db, batch, cancellationToken) => db.RolloutRefusals
            .Where(refusal => refusal.At < batch.Before)
            .OrderBy(refusal => refusal.At).Take(batch.Size)
            .ExecuteDeleteAsync(cancellationToken)),

        new("request-facts", options.DecisionFacts, (db, batch, cancellationToken) => db.Requests
            .Where(request => request.EndedAt != null && request.EndedAt < batch.Before && request.ClearedAt == null)
            .OrderBy(request => request.EndedAt).Take(batch.Size)
            .ExecuteUpdateAsync(
                cleared => cleared
                    .SetProperty(request => request.Policy, "")
                    .SetProperty(request => request.Facts, "")
                    .SetProperty(request => request.DeclinePolicy, (string?)null)
                    .SetProperty(request => request.DeclineFacts, (string?)null)
                    .SetProperty(request => request.ClearedAt, batch.Now),
                cancellationToken)),

        new("feedback-facts", options.DecisionFacts, (db, batch, cancellationToken) => db.MidContractFeedback
            .Where(feedback => feedback.ProvidedAt < batch.Before && feedback.ClearedAt == null)
            .OrderBy(feedback => feedback.ProvidedAt).Take(batch.Size)
            .ExecuteUpdateAsync(
                cleared => cleared
                    .SetProperty(feedback => feedback.Policy, "")
                    .SetProperty(feedback => feedback.Facts, "")
                    .SetProperty(feedback => feedback.ClearedAt, batch.Now),
                cancellationToken)),

        new("report-reasons", options.ModerationTexts, (db, batch, cancellationToken) => db.FeedbackReports
            .Where(report => report.ClosedAt != null && report.ClosedAt < batch.Before && report.Reason != null)
            .OrderBy(report => report.ClosedAt).Take(batch.Size)
            .ExecuteUpdateAsync(cleared => cleared.SetProperty(report => report.Reason, (string?)null), cancellationToken)),

        new("moderation-notes", options.ModerationTexts, (db, batch, cancellationToken) => db.Moderations
            .Where(record => record.At < batch.Before && record.Note != null)
            .OrderBy(record => record.At).Take(batch.Size)
            .ExecuteUpdateAsync(cleared => cleared.SetProperty(record => record.Note, (string?)null), cancellationToken)),

        new("abuse-signals", options.AbuseSignals, (db, batch, cancellationToken) => db.AbuseSignals
            .Where(signal => signal.At < batch.Before)
            .OrderBy(signal => signal.At).Take(batch.Size)
            .ExecuteDeleteAsync(cancellationToken)),
    ];
}
