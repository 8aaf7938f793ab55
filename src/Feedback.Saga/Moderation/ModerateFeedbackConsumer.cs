using Feedback.Saga.Persistence;
using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;

namespace Feedback.Saga.Moderation;

/// <summary>Holds, restores and takes down feedback for an operator, as <see cref="FeedbackModeration"/> says.</summary>
internal sealed class ModerateFeedbackConsumer(ConsumerTransactions<FeedbackDbContext> transactions, FeedbackModeration moderation)
    : IConsumer<ModerateFeedback>
{
    public async Task Consume(ConsumeContext<ModerateFeedback> context) =>
        await context.RespondAsync((await transactions.RunAsync(context, transaction => moderation.ModerateAsync(
            transaction.Db,
            context.MessageId ?? throw new InvalidOperationException("A command has an id."),
            context.Message,
            happened => transaction.Context.Publish(happened, happened.GetType(), context.CancellationToken),
            context.CancellationToken))).Logged());
}

/// <summary>Lists reported feedback for operators.</summary>
internal sealed class GetFeedbackReportsConsumer(FeedbackDbContext db) : IConsumer<GetFeedbackReports>
{
    public async Task Consume(ConsumeContext<GetFeedbackReports> context)
    {
        var query = context.Message;
        if (!ReportCursor.TryParse(query.Cursor, out var after))
            await context.RespondAsync(InvalidInput.Of("cursor", InvalidInput.CursorProblem));
        else
        {
            await context.RespondAsync(await FeedbackReportReader.ReadAsync(
                db, query.Status, after, Math.Clamp(query.PageSize, 1, Limits.MaxPageSize), context.CancellationToken));
        }
    }
}
