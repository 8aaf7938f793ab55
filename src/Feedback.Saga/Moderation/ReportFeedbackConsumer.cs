using Feedback.Saga.Commands;
using Feedback.Saga.Contracts;
using Feedback.Saga.Persistence;
using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Shared;

namespace Feedback.Saga.Moderation;

/// <summary>Takes a freelancer's report of feedback about them, under the contract's lock (R57).</summary>
internal sealed class ReportFeedbackConsumer(ConsumerTransactions<FeedbackDbContext> transactions, FeedbackReporting reporting)
    : IConsumer<ReportFeedback>
{
    public async Task Consume(ConsumeContext<ReportFeedback> context) =>
        await context.RespondAsync(await transactions.RunAsync(
            context, transaction => reporting.ReportAsync(transaction.Db, context.Message, context.CancellationToken)));
}

/// <summary>
/// The queue of the queries: a report changes nothing that a request is decided on. The transaction is tried again by itself, and a
/// command whose sender waits no longer is dropped.
/// </summary>
internal sealed class ReportFeedbackConsumerDefinition()
    : CommandEndpointDefinition<FeedbackDbContext, ReportFeedbackConsumer, ReportFeedback>(Queues.Queries);

/// <summary>Judges reports, and stores what is accepted.</summary>
internal sealed partial class FeedbackReporting(ILogger<FeedbackReporting> logger)
{
    private static readonly RefusalReason _alreadyReported =
        new() { Code = RefusalCodes.AlreadyReported, Detail = "This feedback was reported before. It can be reported once." };

    private static readonly RefusalReason _takenDown =
        new() { Code = RefusalCodes.FeedbackTakenDown, Detail = "This feedback was taken down already." };

    private static readonly RefusalReason _notAvailable = new()
    {
        Code = RefusalCodes.ReportNotAvailable,
        Detail = "End-of-contract feedback is reported in the end-of-contract feedback system, not here.",
    };

    /// <summary>Decides in the transaction that is open on <paramref name="db"/>.</summary>
    /// <returns>The response to <see cref="ReportFeedback"/>.</returns>
    public async Task<object> ReportAsync(FeedbackDbContext db, ReportFeedback message, CancellationToken cancellationToken)
    {
        var (command, idempotency) = (Command.Of(message), new IdempotencyStore(db));
        await db.LockContractAsync(command.ContractId, cancellationToken);
        var contract = db.LockedContract(command.ContractId);
        var response = contract.CheckCaller(command, ContractRoles.Freelancer)
            ?? CheckInput(message)
            ?? await idempotency.FindAsync(command, cancellationToken);
        if (response is not null)
            return response;

        response = await JudgeAsync(db, message, command, cancellationToken);
        if (response is FeedbackReportAccepted or FeedbackRefused)
            idempotency.Add(command, response);

        return response;
    }

    private static InvalidInput? CheckInput(ReportFeedback message) => new CommandInput()
        .RequiredText("reason", message.Reason, Limits.MaxReasonLength)
        .Key(message.Idempotency)
        .ToResponse();

    private async Task<object> JudgeAsync(
        FeedbackDbContext db, ReportFeedback message, Command command, CancellationToken cancellationToken)
    {
        var feedback = Guid.TryParse(message.FeedbackId, out var feedbackId)
            ? await db.MidContractFeedback.AsNoTracking().SingleOrDefaultAsync(
                feedback => feedback.FeedbackId == feedbackId && feedback.ContractId == command.ContractId, cancellationToken)
            : null;
        if (feedback is null)
            return await FindElsewhereAsync(db, message, cancellationToken);

        var earlier = await db.FeedbackReports.AsNoTracking()
            .SingleOrDefaultAsync(report => report.FeedbackId == feedbackId, cancellationToken);
        if (earlier is not null)
            return earlier.ReportId == command.Id ? earlier.ToAccepted() : Refuse(command, _alreadyReported);
        if (feedback.Visibility == FeedbackVisibilities.TakenDown)
            return Refuse(command, _takenDown);

        var report = new FeedbackReport
        {
            ReportId = command.Id,
            FeedbackId = feedbackId,
            ContractId = command.ContractId,
            ReporterId = command.CallerId,
            Reason = message.Reason,
            ReportedAt = command.At,
            Status = FeedbackReportStatuses.Open,
        };
        db.FeedbackReports.Add(report);
        LogReported(report.FeedbackId, report.ContractId, report.ReportId);
        return report.ToAccepted();
    }

    /// <summary>End-of-contract feedback is another system's: what is decided there would not be known here, nor the reverse.</summary>
    private static async Task<object> FindElsewhereAsync(
        FeedbackDbContext db, ReportFeedback message, CancellationToken cancellationToken) =>
        TextRules.IsStorableId(message.FeedbackId)
        && await db.EndOfContractFeedback.AsNoTracking().AnyAsync(
            feedback => feedback.FeedbackId == message.FeedbackId && feedback.ContractId == message.ContractId, cancellationToken)
            ? Refuse(Command.Of(message), _notAvailable)
            : new FeedbackNotFound { ContractId = message.ContractId, FeedbackId = message.FeedbackId };

    private static FeedbackRefused Refuse(Command command, RefusalReason reason) =>
        new() { ContractId = command.ContractId, Reasons = [reason] };

    [LoggerMessage(LogLevel.Information, "Feedback {FeedbackId} on contract {ContractId} was reported: {ReportId}")]
    private partial void LogReported(Guid feedbackId, string contractId, Guid reportId);
}
