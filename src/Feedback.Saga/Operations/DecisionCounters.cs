using System.Text.Json;
using Feedback.Saga.Commands;
using Feedback.Saga.Feedback;
using Feedback.Saga.Moderation;
using Feedback.Saga.Persistence;
using Feedback.Saga.Requests;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Feedback.Saga.Operations;

/// <summary>Counts each decision when it is committed, by the rows that it changes.</summary>
internal sealed class DecisionCounters : ICommitObserver<FeedbackDbContext>
{
    public bool IsListening =>
        FeedbackTelemetry.Requests.Enabled || FeedbackTelemetry.Refusals.Enabled
        || FeedbackTelemetry.Provided.Enabled || FeedbackTelemetry.TimeToAnswer.Enabled
        || FeedbackTelemetry.Reports.Enabled || FeedbackTelemetry.Moderations.Enabled;

    public Action? Observe(FeedbackDbContext db)
    {
        Action? count = null;
        foreach (var entry in db.ChangeTracker.Entries())
        {
            count += (entry.State, entry.Entity) switch
            {
                (EntityState.Added, FeedbackRequestState request) => () => CountRequest(request),
                (EntityState.Modified, FeedbackRequestState request) when HasNewState(entry) => () => CountRequest(request),
                (EntityState.Added, MidContractFeedback feedback) => () => CountFeedback(feedback),
                (EntityState.Added, FeedbackReport) => () => FeedbackTelemetry.Reports.Add(1),
                (EntityState.Added, ModerationRecord record) =>
                    () => FeedbackTelemetry.Moderations.Add(1, FeedbackTelemetry.ActionTag(record.Action)),
                (EntityState.Added, Refusal refusal) => () => CountRefusal(refusal),
                _ => null,
            };
        }

        return count;
    }

    private static bool HasNewState(EntityEntry entry) => entry.Property(nameof(FeedbackRequestState.CurrentState)).IsModified;

    private static void CountRequest(FeedbackRequestState request)
    {
        var status = request.ToView().Status;
        FeedbackTelemetry.Requests.Add(1, FeedbackTelemetry.OutcomeTag(status));
        if (status == FeedbackRequestStatuses.Answered)
            FeedbackTelemetry.TimeToAnswer.Record((request.EndedAt!.Value - request.RequestedAt).TotalSeconds);
    }

    private static void CountFeedback(MidContractFeedback feedback) =>
        FeedbackTelemetry.Provided.Add(1, new KeyValuePair<string, object?>("feedback.requested", feedback.RequestId is not null));

    private static void CountRefusal(Refusal refusal)
    {
        foreach (var reason in JsonSerializer.Deserialize(refusal.Reasons, DecisionJson.Default.IReadOnlyListRefusalReason)!)
        {
            FeedbackTelemetry.Refusals.Add(
                1,
                new("feedback.command", refusal.Kind == CommandKinds.RequestFeedback ? "request" : "provide"),
                new("feedback.reason", reason.Code));
        }
    }
}
