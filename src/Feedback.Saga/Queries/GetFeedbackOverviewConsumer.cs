using Feedback.Saga.Persistence;
using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;

namespace Feedback.Saga.Queries;

/// <summary>Tells operators how many requests are in which state, and how the outbox stands.</summary>
internal sealed class GetFeedbackOverviewConsumer(FeedbackDbContext db, OutboxMonitor<FeedbackDbContext> outbox)
    : IConsumer<GetFeedbackOverview>
{
    public async Task Consume(ConsumeContext<GetFeedbackOverview> context) =>
        await context.RespondAsync(await FeedbackFigures.ReadAsync(db, outbox, context.Message.AsOf, context.CancellationToken));
}
