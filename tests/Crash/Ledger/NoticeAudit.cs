namespace Crash.Ledger;

/// <summary>
/// Every notice reached each channel once (R43). The mail server's own list is the evidence for emails; the deliveries only
/// say which Message-ID stands for which notice. One Message-ID taken twice is an email sent again, and allowed. An invitation that
/// was late because of the crashes is superseded, or unknown if it was lost in an attempt, and allowed (R48).
/// </summary>
internal static class NoticeAudit
{
    public static IEnumerable<Finding> Run(Evidence evidence)
    {
        var due = Notice.Due(evidence.Databases).ToHashSet();
        return Inbox(evidence, due).Concat(Emails(evidence, due)).Concat(Mails(evidence));
    }

    private static IEnumerable<Finding> Inbox(Evidence evidence, HashSet<Notice> due)
    {
        var inbox = evidence.Databases.Inbox.ToLookup(row => new Notice(row.SourceId, row.Kind, row.RecipientId));
        var superseded = evidence.Databases.Deliveries
            .Where(row => row.Channel == "in-app" && IsMoot(row))
            .Select(row => new Notice(row.SourceId, row.Notice, row.RecipientId));
        return Compare("in-app message", [.. due.Except(superseded)], inbox);
    }

    private static IEnumerable<Finding> Emails(Evidence evidence, HashSet<Notice> due)
    {
        var emails = evidence.Databases.Deliveries.Where(row => row.Channel == "email").ToList();
        var taken = evidence.Mails.Select(mail => mail.MessageId).ToHashSet();
        foreach (var finding in Compare("email", due, emails.ToLookup(row => new Notice(row.SourceId, row.Notice, row.RecipientId))))
            yield return finding;

        foreach (var email in emails)
        {
            if (IsMoot(email))
                continue;

            if (email.Status != "delivered")
                yield return Of(Fate.Stuck, email, $"is {email.Status}");
            else if (!taken.Contains(email.MessageId ?? ""))
                yield return Of(Fate.Lost, email, $"is {email.Status}, and the mail server has not seen {email.MessageId}");
        }
    }

    private static IEnumerable<Finding> Mails(Evidence evidence)
    {
        var known = evidence.Databases.Deliveries.Select(row => row.MessageId).ToHashSet();
        foreach (var mail in evidence.Mails.Where(mail => !known.Contains(mail.MessageId)).DistinctBy(mail => mail.MessageId))
            yield return new Finding(Fate.Duplicated, "mail", mail.MessageId, "was taken, and the deliveries know nothing of it");
    }

    private static IEnumerable<Finding> Compare<TRow>(string what, HashSet<Notice> due, ILookup<Notice, TRow> there)
    {
        foreach (var notice in due.Where(notice => !there.Contains(notice)))
            yield return new Finding(Fate.Lost, what, $"{notice.SourceId}", $"{notice.Kind} to {notice.RecipientId} is not there");

        foreach (var rows in there)
        {
            if (rows.Count() > 1)
                yield return new Finding(
                    Fate.Duplicated, what, $"{rows.Key.SourceId}",
                    $"{rows.Key.Kind} to {rows.Key.RecipientId} is there {rows.Count()} times");
            else if (!due.Contains(rows.Key))
                yield return new Finding(
                    Fate.Duplicated, what, $"{rows.Key.SourceId}", $"{rows.Key.Kind} to {rows.Key.RecipientId} is there without a cause");
        }
    }

    private static bool IsMoot(DeliveryRow row) => row is { Notice: "feedback-requested", Status: "superseded" or "unknown" };

    private static Finding Of(Fate fate, DeliveryRow email, string detail) =>
        new(fate, "email", $"{email.SourceId}", $"{email.Notice} to {email.RecipientId} {detail}");
}
