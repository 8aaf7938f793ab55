using Notifications.Notices;

namespace Notifications.Email;

/// <summary>The email of each kind of notice.</summary>
internal static class EmailTemplates
{
    public static EmailContent Fill(string notice, NoticeFacts facts, EmailNames names, string contractUrl) => notice switch
    {
        NoticeKinds.FeedbackRequested => Requested(facts, names, contractUrl),
        NoticeKinds.FeedbackReminder => Reminder(facts, names, contractUrl),
        NoticeKinds.FeedbackReceived => Received(facts, names, contractUrl),
        NoticeKinds.RequestExpired => Expired(facts, names, contractUrl),
        NoticeKinds.RequestClosed => Closed(facts, names, contractUrl),
        var other => throw new ArgumentOutOfRangeException(nameof(notice), other, "No such kind of notice."),
    };

    private static EmailContent Requested(NoticeFacts facts, EmailNames names, string contractUrl)
    {
        var freelancer = NoticeTexts.OtherParty(NoticeKinds.FeedbackRequested, names.OtherParty);
        var contract = NoticeTexts.Contract(facts.ContractTitle);
        return new EmailContent
        {
            Subject = $"{freelancer} asks for your feedback on {contract}",
            Greeting = Greet(names),
            Opening =
            [
                $"{freelancer} would like to know how the work on {contract} is going for you.",
                "A few minutes of your time are enough.",
            ],
            Quote = Quote($"{freelancer} writes:", facts.Message),
            List = RatingList(),
            Action = new EmailAction("Give feedback", contractUrl),
            Closing =
            [
                $"You can answer until {Until(facts)}.",
                "Your feedback shows publicly in the freelancer's work history. The contract simply goes on.",
                "You don't have to answer.",
            ],
        };
    }

    private static EmailContent Reminder(NoticeFacts facts, EmailNames names, string contractUrl)
    {
        var freelancer = NoticeTexts.OtherParty(NoticeKinds.FeedbackReminder, names.OtherParty);
        var contract = NoticeTexts.Contract(facts.ContractTitle);
        return new EmailContent
        {
            Subject = $"A reminder: {freelancer} asks for your feedback on {contract}",
            Greeting = Greet(names),
            Opening = [$"{freelancer} still hopes for your feedback on {contract}."],
            List = RatingList(),
            Action = new EmailAction("Give feedback", contractUrl),
            Closing = [$"You can answer until {Until(facts)}.", "You don't have to answer, and we won't remind you again."],
        };
    }

    private static EmailContent Received(NoticeFacts facts, EmailNames names, string contractUrl)
    {
        var client = NoticeTexts.OtherParty(NoticeKinds.FeedbackReceived, names.OtherParty);
        var contract = NoticeTexts.Contract(facts.ContractTitle);
        return new EmailContent
        {
            Subject = $"{client} gave you feedback on {contract}",
            Greeting = Greet(names),
            Opening =
            [
                $"{client} gave you feedback on {contract}.",
                $"Your score: {NoticeTexts.Score(facts.Score.GetValueOrDefault())}.",
            ],
            Quote = Quote($"{client} writes:", facts.Comment),
            List = facts.Ratings is { } ratings ? RatingList(ratings) : null,
            Action = new EmailAction("See the feedback", contractUrl),
            Closing =
            [
                "It shows in your public work history at once, and leaves your Job Success Score as it is.",
            ],
        };
    }

    private static EmailContent Expired(NoticeFacts facts, EmailNames names, string contractUrl)
    {
        var client = NoticeTexts.OtherParty(NoticeKinds.RequestExpired, names.OtherParty);
        var contract = NoticeTexts.Contract(facts.ContractTitle);
        return new EmailContent
        {
            Subject = $"Your feedback request on {contract} has expired",
            Greeting = Greet(names),
            Opening = [$"{client} didn't answer your feedback request on {contract} by {Ended(facts)}, so it has expired."],
            Action = new EmailAction("Open the contract", contractUrl),
            Closing =
            [
                "That says nothing about your work: answering is voluntary.",
                "You may ask again whenever the contract room offers it.",
            ],
        };
    }

    private static EmailContent Closed(NoticeFacts facts, EmailNames names, string contractUrl)
    {
        var contract = NoticeTexts.Contract(facts.ContractTitle);
        return new EmailContent
        {
            Subject = $"Your feedback request on {contract} is closed",
            Greeting = Greet(names),
            Opening = [$"The contract {contract} ended on {Ended(facts)}, so your feedback request is closed."],
            Action = new EmailAction("Open the contract", contractUrl),
            Closing = ["Feedback at the end of the contract works as always."],
        };
    }

    private static string Greet(EmailNames names) =>
        UserText.OnOneLine(names.Recipient) is { Length: > 0 } name ? $"Hello {name}," : "Hello,";

    private static EmailQuote? Quote(string caption, string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : new EmailQuote(caption, UserText.WithLineBreaks(text));

    /// <summary>What is rated (R21).</summary>
    private static EmailList RatingList() =>
        new($"You rate, from {Limits.MinRating} to {Limits.MaxRating}:", [.. RatingNames.All.Select(NoticeTexts.Rating)]);

    private static EmailList RatingList(FeedbackRatings ratings) =>
        new(
            "In detail:",
            [.. ratings.ByName().Select(rating => $"{NoticeTexts.Rating(rating.Name)}: {rating.Value} of {Limits.MaxRating}")]);

    private static string Until(NoticeFacts facts) => NoticeTexts.Date(facts.ExpiresAt.GetValueOrDefault());

    private static string Ended(NoticeFacts facts) => NoticeTexts.Date(facts.EndedAt.GetValueOrDefault());
}
