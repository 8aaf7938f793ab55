using Feedback.Saga.Persistence;
using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Shared;

namespace Feedback.Saga.Queries;

/// <summary>Tells operators how many requests are in which state, and how the outbox stands.</summary>
internal sealed class GetFeedbackOverviewConsumer(FeedbackDbContext db, OutboxMonitor<FeedbackDbContext> outbox)
    : IConsumer<GetFeedbackOverview>
{
    public async Task Consume(ConsumeContext<GetFeedbackOverview> context) =>
        await context.RespondAsync(await FeedbackFigures.ReadAsync(db, outbox, context.Message.AsOf, context.CancellationToken));
}

/// <summary>Counts how many requests are in which state, and how the outbox stands.</summary>
internal static class FeedbackFigures
{
    private static readonly string[] _statuses =
    [
        FeedbackRequestStatuses.Pending, FeedbackRequestStatuses.Answered, FeedbackRequestStatuses.Expired, FeedbackRequestStatuses.Closed,
    ];

    public static async Task<FeedbackOverview> ReadAsync(
        FeedbackDbContext db, OutboxMonitor<FeedbackDbContext> outbox, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        var counts = await db.Requests.AsNoTracking()
            .GroupBy(request => request.CurrentState)
            .Select(state => new { Name = state.Key, Count = state.LongCount() })
            .ToDictionaryAsync(state => state.Name, state => state.Count, StringComparer.OrdinalIgnoreCase, cancellationToken);

        return new FeedbackOverview
        {
            Requests = _statuses.ToDictionary(status => status, status => counts.GetValueOrDefault(status)),
            Outbox = await outbox.ReadOverviewAsync(asOf, cancellationToken),
        };
    }
}
