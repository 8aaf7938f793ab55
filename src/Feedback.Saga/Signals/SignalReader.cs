using Feedback.Saga.Persistence;
using Feedback.Saga.Queries;
using Microsoft.EntityFrameworkCore;

namespace Feedback.Saga.Signals;

/// <summary>Reads signals for operators.</summary>
internal static class SignalReader
{
    /// <summary>A page of signals, the newest first.</summary>
    /// <param name="db">Where they are read.</param>
    /// <param name="query">Which; its page size counts as <paramref name="size"/> says.</param>
    /// <param name="after">Where the previous page ended; null for the first.</param>
    /// <param name="size">Signals per page.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<AbuseSignals> ReadAsync(
        FeedbackDbContext db, GetAbuseSignals query, SignalCursor? after, int size, CancellationToken cancellationToken)
    {
        var signals = db.AbuseSignals.AsNoTracking();
        if (query.Kind is { } kind)
            signals = signals.Where(signal => signal.Kind == kind);
        if (query.FreelancerId is { } freelancerId)
            signals = signals.Where(signal => signal.FreelancerId == freelancerId);
        if (query.Since is { } since)
            signals = signals.Where(signal => signal.At >= since);
        signals = query.Status switch
        {
            null => signals,
            AbuseSignalStatuses.Open => signals.Where(signal => signal.ReviewedAt == null),
            _ => signals.Where(signal => signal.ReviewedAt != null),
        };
        if (after is var (at, signalId))
            signals = signals.Where(signal => signal.At < at || (signal.At == at && signal.SignalId < signalId));

        var found = await signals.OrderByDescending(signal => signal.At).ThenByDescending(signal => signal.SignalId)
            .Take(size + 1).ToListAsync(cancellationToken);
        var page = found.Take(size).ToList();
        return new AbuseSignals
        {
            Items = page.ConvertAll(signal => signal.ToView()),
            Next = found.Count > size ? new SignalCursor(page[^1].At, page[^1].SignalId).ToString() : null,
        };
    }
}

/// <summary>Where a page of signals ended: the instant and the id of its last signal.</summary>
internal sealed record SignalCursor(DateTimeOffset At, Guid SignalId)
{
    public override string ToString() => CursorText.Of([At.UtcTicks], SignalId.ToString());

    /// <summary>False for a text that is no cursor of ours; no text is the beginning.</summary>
    public static bool TryParse(string? text, out SignalCursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (!CursorText.TryRead(text, [CursorText.MaxTicks], out var numbers, out var id) || !Guid.TryParse(id, out var signalId))
            return false;

        cursor = new SignalCursor(new DateTimeOffset(numbers[0], TimeSpan.Zero), signalId);
        return true;
    }
}
