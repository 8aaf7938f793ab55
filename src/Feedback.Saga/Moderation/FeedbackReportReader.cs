using Feedback.Saga.Persistence;
using Feedback.Saga.Queries;
using Microsoft.EntityFrameworkCore;

namespace Feedback.Saga.Moderation;

/// <summary>Reads reports with what operators decide by.</summary>
internal static class FeedbackReportReader
{
    /// <summary>A page of reports, what was reported first first.</summary>
    /// <param name="db">Where they are read.</param>
    /// <param name="status">Only those with this status; null: all.</param>
    /// <param name="after">Where the previous page ended; null for the first.</param>
    /// <param name="size">Reports per page.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<FeedbackReports> ReadAsync(
        FeedbackDbContext db, string? status, ReportCursor? after, int size, CancellationToken cancellationToken)
    {
        var reports = db.FeedbackReports.AsNoTracking();
        if (status is not null)
            reports = reports.Where(report => report.Status == status);
        if (after is var (reportedAt, reportId))
        {
            reports = reports.Where(report => report.ReportedAt > reportedAt
                || (report.ReportedAt == reportedAt && report.ReportId > reportId));
        }

        var found = await reports.OrderBy(report => report.ReportedAt).ThenBy(report => report.ReportId).Take(size + 1)
            .Join(
                db.MidContractFeedback.AsNoTracking(),
                report => report.FeedbackId,
                feedback => feedback.FeedbackId,
                (report, feedback) => new { Report = report, Feedback = feedback })
            .OrderBy(row => row.Report.ReportedAt).ThenBy(row => row.Report.ReportId)
            .ToListAsync(cancellationToken);
        var page = found.Take(size).ToList();
        var ids = page.ConvertAll(row => row.Report.FeedbackId);
        var records = (await db.Moderations.AsNoTracking().Where(record => ids.Contains(record.FeedbackId))
            .OrderBy(record => record.At).ToListAsync(cancellationToken))
            .ToLookup(record => record.FeedbackId);
        return new FeedbackReports
        {
            Items =
            [
                .. page.Select(row => new FeedbackReportView
                {
                    ReportId = row.Report.ReportId,
                    Status = row.Report.Status,
                    Reason = row.Report.Reason,
                    ReportedAt = row.Report.ReportedAt,
                    ClosedAt = row.Report.ClosedAt,
                    Feedback = row.Feedback.ToEvidence(),
                    Actions = [.. records[row.Report.FeedbackId].Select(record => record.ToView())],
                }),
            ],
            Next = found.Count > size ? new ReportCursor(page[^1].Report.ReportedAt, page[^1].Report.ReportId).ToString() : null,
        };
    }
}

/// <summary>Where a page of reports ended: the instant and the id of its last report.</summary>
internal sealed record ReportCursor(DateTimeOffset ReportedAt, Guid ReportId)
{
    public override string ToString() => CursorText.Of([ReportedAt.UtcTicks], ReportId.ToString());

    /// <summary>False for a text that is no cursor of ours; no text is the beginning.</summary>
    public static bool TryParse(string? text, out ReportCursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (!CursorText.TryRead(text, [CursorText.MaxTicks], out var numbers, out var id) || !Guid.TryParse(id, out var reportId))
            return false;

        cursor = new ReportCursor(new DateTimeOffset(numbers[0], TimeSpan.Zero), reportId);
        return true;
    }
}
