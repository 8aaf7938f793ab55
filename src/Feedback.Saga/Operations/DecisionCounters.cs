using System.Text.Json;
using Feedback.Saga.Commands;
using Feedback.Saga.Contracts;
using Feedback.Saga.Feedback;
using Feedback.Saga.Moderation;
using Feedback.Saga.Persistence;
using Feedback.Saga.Requests;
using Feedback.Saga.Rollout;
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
        || FeedbackTelemetry.CohortRequests.Enabled || FeedbackTelemetry.CohortRefusals.Enabled
        || FeedbackTelemetry.CohortTimeToAnswer.Enabled
        || FeedbackTelemetry.Reports.Enabled || FeedbackTelemetry.Moderations.Enabled || FeedbackTelemetry.HandOvers.Enabled;

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
                (EntityState.Modified, Contract) when IsHandedOver(entry) => () => FeedbackTelemetry.HandOvers.Add(1),
                (EntityState.Added, Refusal refusal) => () => CountRefusal(refusal),
                (EntityState.Added, RolloutRefusal refusal) => () => CountRefusal(refusal),
                _ => null,
            };
        }

        return count;
    }

    private static bool HasNewState(EntityEntry entry) => entry.Property(nameof(FeedbackRequestState.CurrentState)).IsModified;

    private static bool IsHandedOver(EntityEntry entry) => entry.Property(nameof(Contract.HandedOverAt)).IsModified;

    private static void CountRequest(FeedbackRequestState request)
    {
        var status = request.ToView().Status;
        var cohort = FeedbackTelemetry.CohortTag(request.Cohort);
        FeedbackTelemetry.Requests.Add(1, FeedbackTelemetry.OutcomeTag(status));
        FeedbackTelemetry.CohortRequests.Add(1, cohort, FeedbackTelemetry.OutcomeTag(status));
        if (status != FeedbackRequestStatuses.Answered)
            return;

        var time = (request.EndedAt!.Value - request.RequestedAt).TotalSeconds;
        FeedbackTelemetry.TimeToAnswer.Record(time);
        FeedbackTelemetry.CohortTimeToAnswer.Record(time, cohort);
    }

    private static void CountFeedback(MidContractFeedback feedback) =>
        FeedbackTelemetry.Provided.Add(1, new KeyValuePair<string, object?>("feedback.requested", feedback.RequestId is not null));

    private static void CountRefusal(RolloutRefusal refusal)
    {
        foreach (var code in RolloutRefusal.CodesOf(refusal.Reasons))
            FeedbackTelemetry.CohortRefusals.Add(1, FeedbackTelemetry.CohortTag(refusal.Cohort), new("feedback.reason", code));
    }

    private static string CommandOf(Refusal refusal) => refusal.Kind switch
    {
        CommandKinds.RequestFeedback => "request",
        CommandKinds.DeclineRequest => "decline",
        _ => "provide",
    };

    private static void CountRefusal(Refusal refusal)
    {
        foreach (var reason in JsonSerializer.Deserialize(refusal.Reasons, DecisionJson.Default.IReadOnlyListRefusalReason)!)
        {
            FeedbackTelemetry.Refusals.Add(
                1,
                new("feedback.command", CommandOf(refusal)),
                new("feedback.reason", reason.Code));
        }
    }
}
