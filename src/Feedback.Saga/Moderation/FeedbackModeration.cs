using Feedback.Saga.Commands;
using Feedback.Saga.Contracts;
using Feedback.Saga.Feedback;
using Feedback.Saga.Persistence;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Shared;

namespace Feedback.Saga.Moderation;

/// <summary>
/// Carries out what an operator does with feedback, under the contract's lock (R58): the visibility, the report's status, the trace and the
/// event commit together. The audit log line names the operator, and is written after the commit; it names the change, too, since it comes
/// again where the command comes again.
/// </summary>
internal sealed partial class FeedbackModeration(TimeProvider clock, HandOver handOver, ILogger<FeedbackModeration> logger)
{
    /// <summary>Decides in the transaction that is open on <paramref name="db"/>.</summary>
    /// <param name="db">The database.</param>
    /// <param name="commandId">The id of the command, which is the same in every try: what one of them committed is not done again.</param>
    /// <param name="command">What the operator does.</param>
    /// <param name="publish">Publishes an event with the commit; null to find out what would happen.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The response to <see cref="ModerateFeedback"/>, and its audit line.</returns>
    public async Task<Audited> ModerateAsync(
        FeedbackDbContext db, Guid commandId, ModerateFeedback command, Func<object, Task>? publish, CancellationToken cancellationToken)
    {
        var invalid = new CommandInput()
            .Id("callerId", command.CallerId)
            .OneOf("action", command.Action, typeof(ModerationActions))
            .Text("note", command.Note, Limits.MaxReasonLength)
            .ToResponse();
        if (invalid is not null)
            return new(invalid);

        var contractId = await db.MidContractFeedback
            .Where(feedback => feedback.FeedbackId == command.FeedbackId)
            .Select(feedback => feedback.ContractId)
            .SingleOrDefaultAsync(cancellationToken);
        if (contractId is null)
            return new(new UnknownFeedback { FeedbackId = command.FeedbackId });

        var contract = await db.FindAndLockAsync<Contract>(contractId, cancellationToken);
        if (await FindAsync(db, commandId, command, cancellationToken) is { } done)
            return done;

        var feedback = await db.MidContractFeedback.AsTracking()
            .SingleAsync(feedback => feedback.FeedbackId == command.FeedbackId, cancellationToken);
        var report = await db.FeedbackReports.AsTracking()
            .SingleOrDefaultAsync(report => report.FeedbackId == command.FeedbackId, cancellationToken);
        var decision = ModerationDecision.Of(command.Action, feedback.Visibility, report?.Status);
        if (decision.Refusal is { } refusal)
            return new(new FeedbackRefused { ContractId = contractId, Reasons = [refusal] });

        var changeId = ModerationRecord.IdOf(commandId, command);
        var change = decision.IsChange
            ? await ChangeAsync(db, changeId, command, decision, feedback, report, contract, publish, cancellationToken)
            : null;
        return change is not null ? Moderated(change, report?.Status) : new(new FeedbackModerated
        {
            FeedbackId = command.FeedbackId,
            ContractId = contractId,
            Visibility = feedback.Visibility,
            ReportStatus = report?.Status,
            Changed = false,
        });
    }

    /// <summary>
    /// What an earlier try of the command committed: the connection broke, or the process died, before it was answered and logged.
    /// </summary>
    /// <returns>The response and its audit line; null if no try committed anything.</returns>
    public async Task<Audited?> FindAsync(
        FeedbackDbContext db, Guid commandId, ModerateFeedback command, CancellationToken cancellationToken)
    {
        var changeId = ModerationRecord.IdOf(commandId, command);
        var change = await db.Moderations.AsNoTracking()
            .SingleOrDefaultAsync(record => record.ChangeId == changeId, cancellationToken);
        if (change is null)
            return null;

        var reportStatus = await db.FeedbackReports
            .Where(report => report.FeedbackId == change.FeedbackId)
            .Select(report => report.Status)
            .SingleOrDefaultAsync(cancellationToken);
        return Moderated(change, reportStatus);
    }

    private Audited Moderated(ModerationRecord change, string? reportStatus) => new(
        new FeedbackModerated
        {
            FeedbackId = change.FeedbackId,
            ContractId = change.ContractId,
            Visibility = change.Visibility,
            ReportStatus = reportStatus,
            Changed = true,
        },
        () => LogModerated(
            change.OperatorId, change.Action, change.FeedbackId, change.ContractId, change.Previous, change.Visibility, change.ChangeId));

    private async Task<ModerationRecord> ChangeAsync(
        FeedbackDbContext db,
        Guid changeId,
        ModerateFeedback command,
        ModerationDecision decision,
        MidContractFeedback feedback,
        FeedbackReport? report,
        Contract? contract,
        Func<object, Task>? publish,
        CancellationToken cancellationToken)
    {
        var record = new ModerationRecord
        {
            ChangeId = changeId,
            FeedbackId = feedback.FeedbackId,
            ContractId = feedback.ContractId,
            Action = command.Action,
            OperatorId = command.CallerId,
            Note = string.IsNullOrWhiteSpace(command.Note) ? null : command.Note,
            ReportId = report?.ReportId,
            Previous = feedback.Visibility,
            Visibility = decision.Visibility,
            At = await NextInstantAsync(db, feedback.FeedbackId, cancellationToken),
        };
        db.Moderations.Add(record);
        feedback.BecomeVisibleAs(decision.Visibility);
        if (decision.ReportStatus is { } status)
            report?.Close(status, record.At);

        if (publish is null)
            return record;

        var undone = await UndoneByAsync(db, record, cancellationToken);
        foreach (var happened in ModerationEvents.Of(record, undone, feedback, report, contract?.Title))
            await publish(happened);

        if (record.Previous != record.Visibility && await handOver.NextAsync(db, contract, cancellationToken) is { } handedOver)
            await publish(handedOver);

        return record;
    }

    /// <summary>After whatever was done with the feedback before, so that a subscriber can tell which change is the latest.</summary>
    private async Task<DateTimeOffset> NextInstantAsync(FeedbackDbContext db, Guid feedbackId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToMicroseconds();
        var last = await db.Moderations.Where(record => record.FeedbackId == feedbackId)
            .MaxAsync(record => (DateTimeOffset?)record.At, cancellationToken);
        return last >= now ? last.Value.AddMicroseconds(1) : now;
    }

    /// <summary>The change that took the feedback down, where this one restores it.</summary>
    private static Task<Guid?> UndoneByAsync(FeedbackDbContext db, ModerationRecord record, CancellationToken cancellationToken) =>
        record.Previous == FeedbackVisibilities.TakenDown
            ? db.Moderations
                .Where(earlier => earlier.FeedbackId == record.FeedbackId && earlier.Visibility == FeedbackVisibilities.TakenDown)
                .OrderByDescending(earlier => earlier.At)
                .Select(earlier => (Guid?)earlier.ChangeId)
                .FirstOrDefaultAsync(cancellationToken)
            : Task.FromResult<Guid?>(null);

    [LoggerMessage(
        LogLevel.Information,
        "Audit: {CallerId}, {Action} of feedback {FeedbackId} on contract {ContractId}: {Previous} becomes {Visibility} by change {ChangeId}")]
    private partial void LogModerated(
        string callerId, string action, Guid feedbackId, string contractId, string previous, string visibility, Guid changeId);
}

/// <summary>What becomes of feedback and its report by an operator's action.</summary>
/// <param name="Visibility">Who sees the feedback from then on: one of <see cref="FeedbackVisibilities"/>.</param>
/// <param name="ReportStatus">With what the report is closed: one of <see cref="FeedbackReportStatuses"/>; none: it stays as it is.</param>
/// <param name="IsChange">Whether anything changes.</param>
/// <param name="Refusal">Why the action is not possible.</param>
internal sealed record ModerationDecision(string Visibility, string? ReportStatus, bool IsChange, RefusalReason? Refusal = null)
{
    private static readonly RefusalReason _takenDown =
        new() { Code = RefusalCodes.FeedbackTakenDown, Detail = "The feedback was taken down. Restore it first." };

    private static readonly RefusalReason _held =
        new() { Code = ModerationRefusals.FeedbackHeld, Detail = "The feedback is held. Restore it, or take it down." };

    private static readonly RefusalReason _notReported =
        new() { Code = ModerationRefusals.NotReported, Detail = "Nobody reported the feedback." };

    /// <summary>Decides (R58).</summary>
    /// <param name="action">One of <see cref="ModerationActions"/>.</param>
    /// <param name="visibility">Who sees the feedback now.</param>
    /// <param name="report">The status of its report; none if nobody reported it.</param>
    /// <exception cref="ArgumentException">The action is none of them.</exception>
    public static ModerationDecision Of(string action, string visibility, string? report) => (action, visibility) switch
    {
        (ModerationActions.Hold, FeedbackVisibilities.TakenDown) => Refuse(visibility, _takenDown),
        (ModerationActions.Hold, _) => Become(FeedbackVisibilities.Held, visibility, OutcomeOf(action)),
        (ModerationActions.Restore, _) => Become(FeedbackVisibilities.Visible, visibility, OutcomeOf(action)),
        (ModerationActions.TakeDown, _) => Become(FeedbackVisibilities.TakenDown, visibility, OutcomeOf(action)),
        (ModerationActions.Dismiss, _) when report is null => Refuse(visibility, _notReported),
        (ModerationActions.Dismiss, FeedbackVisibilities.Held) => Refuse(visibility, _held),
        (ModerationActions.Dismiss, FeedbackVisibilities.TakenDown) => Refuse(visibility, _takenDown),
        (ModerationActions.Dismiss, _) =>
            new(visibility, OutcomeOf(action), IsChange: report != FeedbackReportStatuses.Dismissed),
        _ => throw new ArgumentException($"'{action}' is nothing to do with feedback.", nameof(action)),
    };

    /// <summary>With what an action closes a report: one of <see cref="FeedbackReportStatuses"/>; none: it leaves it as it is.</summary>
    public static string? OutcomeOf(string action) => action switch
    {
        ModerationActions.Restore or ModerationActions.Dismiss => FeedbackReportStatuses.Dismissed,
        ModerationActions.TakeDown => FeedbackReportStatuses.Upheld,
        _ => null,
    };

    /// <summary>What is so already stays so: an open report of visible feedback is dismissed by its own action.</summary>
    private static ModerationDecision Become(string visibility, string now, string? reportStatus) =>
        new(visibility, reportStatus, IsChange: visibility != now);

    private static ModerationDecision Refuse(string visibility, RefusalReason reason) => new(visibility, null, IsChange: false, reason);
}

/// <summary>The messages that tell others what operators did.</summary>
internal static class ModerationEvents
{
    /// <summary>
    /// What a change is told by: who sees the feedback, if that changed, and what became of the report, if it was decided.
    /// </summary>
    /// <param name="record">The change.</param>
    /// <param name="undone">The change that took the feedback down, where this one restores it.</param>
    /// <param name="feedback">The feedback.</param>
    /// <param name="report">The report that was there by then, if any.</param>
    /// <param name="contractTitle">What the contract is called.</param>
    public static IEnumerable<object> Of(
        ModerationRecord record, Guid? undone, MidContractFeedback feedback, FeedbackReport? report, string? contractTitle)
    {
        if (record.Previous != record.Visibility)
        {
            yield return new FeedbackVisibilityChanged
            {
                ChangeId = record.ChangeId,
                FeedbackId = feedback.FeedbackId,
                ContractId = feedback.ContractId,
                ClientId = feedback.ClientId,
                FreelancerId = feedback.FreelancerId,
                ContractTitle = contractTitle ?? "",
                Visibility = record.Visibility,
                Previous = record.Previous,
                UndoneChangeId = undone,
                ChangedAt = record.At,
            };
        }

        if (report is not null && ModerationDecision.OutcomeOf(record.Action) is { } outcome)
        {
            yield return new FeedbackReportDecided
            {
                ChangeId = record.ChangeId,
                ReportId = report.ReportId,
                FeedbackId = feedback.FeedbackId,
                ContractId = feedback.ContractId,
                ClientId = feedback.ClientId,
                FreelancerId = feedback.FreelancerId,
                ContractTitle = contractTitle ?? "",
                Outcome = outcome,
                DecidedAt = record.At,
            };
        }
    }
}
