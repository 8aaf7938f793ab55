using Notifications.Notices;

namespace Notifications.Email;

/// <summary>The email of each kind of notice, in the language and the time zone of its recipient.</summary>
/// <param name="texts">The texts.</param>
/// <param name="names">The names, as far as they are known.</param>
/// <param name="links">Where the email leads.</param>
internal sealed class EmailTemplates(NoticeTexts texts, EmailNames names, EmailLinks links)
{
    /// <summary>The email of one notice.</summary>
    public EmailContent Fill(string notice, NoticeFacts facts) => notice switch
    {
        NoticeKinds.FeedbackRequested => Requested(facts),
        NoticeKinds.FeedbackReminder => Reminder(facts),
        NoticeKinds.FeedbackReceived => Received(facts),
        NoticeKinds.RequestExpired => Expired(facts),
        NoticeKinds.RequestClosed => Closed(facts),
        NoticeKinds.RequestDeclined => Declined(facts),
        NoticeKinds.ReportDecided => Decided(facts),
        NoticeKinds.FeedbackTakenDown => Moderated(notice, "takendown", facts),
        NoticeKinds.FeedbackRestored => Moderated(notice, "restored", facts),
        var other => throw new ArgumentOutOfRangeException(nameof(notice), other, "No such kind of notice."),
    };

    /// <summary>The email with the notices that waited for the day's digest.</summary>
    public EmailContent FillDigest(IReadOnlyList<DigestEntry> notices)
    {
        ArgumentOutOfRangeException.ThrowIfZero(notices.Count);
        return new EmailContent
        {
            Subject = notices.Count == 1 ? texts["digest.subject.one"] : texts.Format("digest.subject", ("count", $"{notices.Count}")),
            Language = texts.Language,
            Product = texts["product"],
            Preheader = texts.InApp(notices[0].Notice, notices[0].Facts, notices[0].OtherPartyName),
            Greeting = Greeting(),
            Opening = [texts["digest.opening"]],
            Entries =
            [
                .. notices.Select(entry => new EmailEntry(
                    TextOf(entry),
                    Notice.IsForClient(entry.Notice) ? Quote(entry.Notice, entry.OtherPartyName, entry.Facts.Message) : null,
                    new EmailAction(Label(entry.Notice), entry.ContractUrl))),
            ],
            Closing = [],
            Footer = Footer("footer.digest"),
        };
    }

    private string TextOf(DigestEntry entry)
    {
        var text = texts.InApp(entry.Notice, entry.Facts, entry.OtherPartyName);
        return Notice.IsForClient(entry.Notice) ? $"{text} {texts.Format("until", Until(entry.Facts))}" : text;
    }

    private EmailContent Requested(NoticeFacts facts)
    {
        var (name, contract) = Subject(NoticeKinds.FeedbackRequested, facts);
        var content = Content(
            NoticeKinds.FeedbackRequested,
            texts.Format("requested.subject", name, contract),
            texts.Format("requested.preheader", Until(facts)),
            [texts.Format("requested.opening", name, contract), texts["requested.effort"]],
            [texts.Format("until", Until(facts)), texts["requested.public"], texts["requested.voluntary"]]);
        return content with { Quote = Quote(NoticeKinds.FeedbackRequested, names.OtherParty, facts.Message), List = RatingList() };
    }

    private EmailContent Reminder(NoticeFacts facts)
    {
        var (name, contract) = Subject(NoticeKinds.FeedbackReminder, facts);
        var content = Content(
            NoticeKinds.FeedbackReminder,
            texts.Format("reminder.subject", name, contract),
            texts.Format("requested.preheader", Until(facts)),
            [texts.Format("reminder.opening", name, contract)],
            [texts.Format("until", Until(facts)), texts["reminder.voluntary"]]);
        return content with { Quote = Quote(NoticeKinds.FeedbackReminder, names.OtherParty, facts.Message), List = RatingList() };
    }

    private EmailContent Received(NoticeFacts facts)
    {
        var (name, contract) = Subject(NoticeKinds.FeedbackReceived, facts);
        var score = texts.Format("received.score", ("score", texts.Score(facts.Score.GetValueOrDefault())));
        var content = Content(
            NoticeKinds.FeedbackReceived,
            texts.Format("received.subject", name, contract),
            score,
            [texts.Format("received.opening", name, contract), score],
            [texts["received.effect"]]);
        return content with
        {
            Quote = Quote(NoticeKinds.FeedbackReceived, names.OtherParty, facts.Comment),
            List = facts.Ratings is { } ratings ? RatingList(ratings) : null,
        };
    }

    private EmailContent Expired(NoticeFacts facts)
    {
        var (name, contract) = Subject(NoticeKinds.RequestExpired, facts);
        return Content(
            NoticeKinds.RequestExpired,
            texts.Format("expired.subject", contract),
            texts["expired.meaning"],
            [texts.Format("expired.opening", name, contract, Ended(facts))],
            [texts["expired.meaning"], texts["expired.again"]]);
    }

    private EmailContent Closed(NoticeFacts facts)
    {
        var (_, contract) = Subject(NoticeKinds.RequestClosed, facts);
        return Content(
            NoticeKinds.RequestClosed,
            texts.Format("closed.subject", contract),
            texts["closed.end"],
            [texts.Format("closed.opening", contract, Ended(facts))],
            [texts["closed.end"]]);
    }

    private EmailContent Declined(NoticeFacts facts)
    {
        var (name, contract) = Subject(NoticeKinds.RequestDeclined, facts);
        var again = texts.Format("declined.again", ("from", texts.Date(facts.AskAgainFrom.GetValueOrDefault())));
        return Content(
            NoticeKinds.RequestDeclined,
            texts.Format("declined.subject", contract),
            again,
            [texts.Format("declined.opening", name, contract), again],
            [texts["declined.meaning"]]);
    }

    private EmailContent Decided(NoticeFacts facts)
    {
        var (_, contract) = Subject(NoticeKinds.ReportDecided, facts);
        var isUpheld = facts.Outcome == FeedbackReportStatuses.Upheld;
        var outcome = texts.Format(isUpheld ? "report.upheld" : "report.dismissed", contract);
        return Content(
            NoticeKinds.ReportDecided,
            texts.Format("report.subject", contract),
            outcome,
            [outcome],
            [texts[isUpheld ? "takendown.meaning" : "report.meaning"]]);
    }

    private EmailContent Moderated(string notice, string text, NoticeFacts facts)
    {
        var (_, contract) = Subject(notice, facts);
        return Content(
            notice,
            texts.Format($"{text}.subject", contract),
            texts[$"{text}.meaning"],
            [texts.Format($"{text}.opening", contract)],
            [texts[$"{text}.meaning"]]);
    }

    private EmailContent Content(
        string notice, string subject, string preheader, IReadOnlyList<string> opening, IReadOnlyList<string> closing) =>
        new()
        {
            Subject = subject,
            Language = texts.Language,
            Product = texts["product"],
            Preheader = preheader,
            Greeting = Greeting(),
            Opening = opening,
            Action = new EmailAction(Label(notice), links.Contract),
            Closing = closing,
            Footer = Footer(notice switch
            {
                NoticeKinds.FeedbackTakenDown or NoticeKinds.FeedbackRestored => "footer.author",
                _ => Notice.IsForClient(notice) ? "footer.client" : "footer.freelancer",
            }),
        };

    private EmailFooter Footer(string why) => new(
        texts[why],
        links.TakesReplies ? texts["footer.contact"] : null,
        [
            new EmailAction(texts["footer.settings"], links.Settings),
            new EmailAction(texts["footer.unsubscribe"], links.Unsubscribe),
        ]);

    private ((string, string) Name, (string, string) Contract) Subject(string notice, NoticeFacts facts) =>
        (("name", texts.OtherParty(notice, names.OtherParty)), ("contract", texts.Contract(facts.ContractTitle)));

    private string Greeting() => UserText.OnOneLine(names.Recipient) is { Length: > 0 } name
        ? texts.Format("greeting.named", ("name", name))
        : texts["greeting.unnamed"];

    private string Label(string notice) => texts[notice switch
    {
        NoticeKinds.FeedbackReceived => "action.see",
        _ when Notice.IsForClient(notice) => "action.give",
        _ => "action.open",
    }];

    private EmailQuote? Quote(string notice, string? author, string? text) => string.IsNullOrWhiteSpace(text)
        ? null
        : new EmailQuote(texts.Format("quote", ("name", texts.OtherParty(notice, author))), UserText.WithLineBreaks(text));

    /// <summary>What is rated (R21).</summary>
    private EmailList RatingList() => new(
        texts.Format("list.asked", ("min", $"{Limits.MinRating}"), ("max", $"{Limits.MaxRating}")),
        [.. RatingNames.All.Select(texts.Rating)]);

    private EmailList RatingList(FeedbackRatings ratings) => new(
        texts["list.given"],
        [
            .. ratings.ByName().Select(rating => texts.Format(
                "list.rating", ("rating", texts.Rating(rating.Name)), ("value", $"{rating.Value}"), ("max", $"{Limits.MaxRating}"))),
        ]);

    private (string, string) Until(NoticeFacts facts) => ("until", texts.Date(facts.ExpiresAt.GetValueOrDefault()));

    private (string, string) Ended(NoticeFacts facts) => ("ended", texts.Date(facts.EndedAt.GetValueOrDefault()));
}

/// <summary>A notice in a digest.</summary>
internal sealed record DigestEntry(string Notice, NoticeFacts Facts, string? OtherPartyName, string ContractUrl);

/// <summary>The names in an email, as far as they are known.</summary>
internal sealed record EmailNames(string? Recipient, string? OtherParty);

/// <summary>Where an email leads: absolute URLs, and whether replies to it reach somebody.</summary>
internal sealed record EmailLinks(string Contract, string Settings, string Unsubscribe, bool TakesReplies);
