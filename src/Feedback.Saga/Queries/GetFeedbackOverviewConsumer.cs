using Feedback.Saga.Persistence;
using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Shared;

namespace Feedback.Saga.Queries;

/// <summary>Tells operators the figures of the service.</summary>
internal sealed class GetFeedbackOverviewConsumer(FeedbackDbContext db, OutboxMonitor<FeedbackDbContext> outbox)
    : IConsumer<GetFeedbackOverview>
{
    public async Task Consume(ConsumeContext<GetFeedbackOverview> context) =>
        await context.RespondAsync(await FeedbackFigures.ReadAsync(db, outbox, context.Message.AsOf, context.CancellationToken));
}

/// <summary>
/// Counts how many requests are in which state, and what operators decide about feedback; and tells how the outbox stands.
/// </summary>
internal static class FeedbackFigures
{
    private static readonly string[] _reportStatuses =
        [FeedbackReportStatuses.Open, FeedbackReportStatuses.Dismissed, FeedbackReportStatuses.Upheld];

    private static readonly string[] _withheld = [FeedbackVisibilities.Held, FeedbackVisibilities.TakenDown];

    public static async Task<FeedbackOverview> ReadAsync(
        FeedbackDbContext db, OutboxMonitor<FeedbackDbContext> outbox, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        var counts = await db.Requests.AsNoTracking()
            .GroupBy(request => request.CurrentState)
            .Select(state => new { Name = state.Key, Count = state.LongCount() })
            .ToDictionaryAsync(state => state.Name, state => state.Count, StringComparer.OrdinalIgnoreCase, cancellationToken);

        var reports = await db.FeedbackReports.AsNoTracking()
            .GroupBy(report => report.Status)
            .Select(status => new { Name = status.Key, Count = status.LongCount() })
            .ToDictionaryAsync(status => status.Name, status => status.Count, cancellationToken);
        var withheld = await db.MidContractFeedback.AsNoTracking()
            .Where(feedback => feedback.WithheldAs != null)
            .GroupBy(feedback => feedback.WithheldAs!)
            .Select(visibility => new { Name = visibility.Key, Count = visibility.LongCount() })
            .ToDictionaryAsync(visibility => visibility.Name, visibility => visibility.Count, cancellationToken);

        var signals = await db.AbuseSignals.AsNoTracking()
            .Where(signal => signal.ReviewedAt == null)
            .GroupBy(signal => signal.Kind)
            .Select(kind => new { Name = kind.Key, Count = kind.LongCount() })
            .ToDictionaryAsync(kind => kind.Name, kind => kind.Count, cancellationToken);

        return new FeedbackOverview
        {
            Requests = FeedbackRequestStatuses.All.ToDictionary(status => status, status => counts.GetValueOrDefault(status)),
            Reports = _reportStatuses.ToDictionary(status => status, status => reports.GetValueOrDefault(status)),
            Withheld = _withheld.ToDictionary(visibility => visibility, visibility => withheld.GetValueOrDefault(visibility)),
            Signals = AbuseSignalKinds.All.ToDictionary(kind => kind, kind => signals.GetValueOrDefault(kind)),
            Outbox = await outbox.ReadOverviewAsync(asOf, cancellationToken),
        };
    }
}
