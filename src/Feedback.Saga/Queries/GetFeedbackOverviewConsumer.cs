using Feedback.Saga.Persistence;
using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Feedback.Saga.Queries;

/// <summary>Tells operators how many requests are in which state, and how the outbox stands.</summary>
internal sealed class GetFeedbackOverviewConsumer(FeedbackDbContext db, OutboxMonitor<FeedbackDbContext> outbox)
    : IConsumer<GetFeedbackOverview>
{
    private static readonly string[] _statuses =
    [
        FeedbackRequestStatuses.Pending, FeedbackRequestStatuses.Answered, FeedbackRequestStatuses.Expired, FeedbackRequestStatuses.Closed,
    ];

    public async Task Consume(ConsumeContext<GetFeedbackOverview> context)
    {
        var counts = await db.Requests.AsNoTracking()
            .GroupBy(request => request.CurrentState)
            .Select(state => new { Name = state.Key, Count = state.LongCount() })
            .ToDictionaryAsync(state => state.Name, state => state.Count, StringComparer.OrdinalIgnoreCase, context.CancellationToken);
        var figures = await outbox.ReadAsync(context.Message.AsOf.ToMicroseconds(), context.CancellationToken);

        await context.RespondAsync(new FeedbackOverview
        {
            Requests = _statuses.ToDictionary(status => status, status => counts.GetValueOrDefault(status)),
            Outbox = new OutboxOverview
            {
                Waiting = figures.Waiting,
                OldestAt = figures.OldestAt,
                Timers = figures.Timers,
                OverdueTimers = figures.OverdueTimers,
                Parked = figures.Parked,
            },
        });
    }
}
