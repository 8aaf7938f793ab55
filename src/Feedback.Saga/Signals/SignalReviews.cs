using Feedback.Saga.Commands;
using Feedback.Saga.Persistence;
using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Extensions.Logging;
using Shared;

namespace Feedback.Saga.Signals;

/// <summary>Marks signals as looked at for operators (R67). The audit log line names the operator.</summary>
internal sealed partial class SignalReviews(TimeProvider clock, ILogger<SignalReviews> logger)
{
    /// <summary>Decides in the transaction that is open on <paramref name="db"/>. Who marked it first stays.</summary>
    /// <returns>The response to <see cref="ReviewAbuseSignal"/>, and its audit line.</returns>
    public async Task<Audited> ReviewAsync(FeedbackDbContext db, ReviewAbuseSignal command, CancellationToken cancellationToken)
    {
        var invalid = new CommandInput()
            .Id("callerId", command.CallerId)
            .Text("note", command.Note, Limits.MaxReasonLength)
            .ToResponse();
        if (invalid is not null)
            return new Audited(invalid);

        var signal = await db.FindAndLockAsync<AbuseSignal>(command.SignalId, cancellationToken);
        if (signal is null)
            return new Audited(new UnknownAbuseSignal { SignalId = command.SignalId });

        if (signal.ReviewedAt is not null)
            return new Audited(new AbuseSignalReviewed { Signal = signal.ToView(), Changed = false });

        var note = string.IsNullOrWhiteSpace(command.Note) ? null : command.Note;
        signal.Review(command.CallerId, note, clock.GetUtcNow().ToMicroseconds());
        return new Audited(
            new AbuseSignalReviewed { Signal = signal.ToView(), Changed = true },
            () => LogReviewed(command.CallerId, signal.SignalId, signal.Kind, signal.ContractId));
    }

    [LoggerMessage(LogLevel.Information, "Audit: {CallerId} has looked at signal {SignalId} ({Kind}) on contract {ContractId}")]
    private partial void LogReviewed(string callerId, Guid signalId, string kind, string contractId);
}

/// <summary>Marks a signal as looked at, as <see cref="SignalReviews"/> says.</summary>
internal sealed class ReviewAbuseSignalConsumer(ConsumerTransactions<FeedbackDbContext> transactions, SignalReviews reviews)
    : IConsumer<ReviewAbuseSignal>
{
    public async Task Consume(ConsumeContext<ReviewAbuseSignal> context) =>
        await context.RespondAsync((await transactions.RunAsync(
            context, transaction => reviews.ReviewAsync(transaction.Db, context.Message, context.CancellationToken))).Logged());
}

/// <summary>Lists signals for operators.</summary>
internal sealed class GetAbuseSignalsConsumer(FeedbackDbContext db) : IConsumer<GetAbuseSignals>
{
    public async Task Consume(ConsumeContext<GetAbuseSignals> context)
    {
        var query = context.Message;
        if (!SignalCursor.TryParse(query.Cursor, out var after))
            await context.RespondAsync(InvalidInput.Of("cursor", InvalidInput.CursorProblem));
        else
        {
            await context.RespondAsync(await SignalReader.ReadAsync(
                db, query, after, Math.Clamp(query.PageSize, 1, Limits.MaxPageSize), context.CancellationToken));
        }
    }
}
