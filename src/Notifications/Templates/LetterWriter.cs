using Contracts.Messages;
using Notifications.Notices;

namespace Notifications.Templates;

/// <summary>Puts a notice into words.</summary>
internal static class LetterWriter
{
    public static Letter Write(string notice, NoticeFacts facts, LetterNames names, string roomUrl) => notice switch
    {
        NoticeKinds.FeedbackRequested => Requested(facts, names, roomUrl),
        NoticeKinds.FeedbackReminder => Reminder(facts, names, roomUrl),
        NoticeKinds.FeedbackReceived => Received(facts, names, roomUrl),
        NoticeKinds.RequestExpired => Expired(facts, names, roomUrl),
        NoticeKinds.RequestClosed => Closed(facts, names, roomUrl),
        var other => throw new ArgumentOutOfRangeException(nameof(notice), other, "No such kind of notice."),
    };

    private static Letter Requested(NoticeFacts facts, LetterNames names, string roomUrl)
    {
        var freelancer = Wording.OtherParty(NoticeKinds.FeedbackRequested, names.OtherParty);
        var contract = Wording.Contract(facts.ContractTitle);
        return new Letter
        {
            Subject = $"{freelancer} asks for your feedback on {contract}",
            Greeting = Greet(names),
            Opening =
            [
                $"{freelancer} would like to know how the work on {contract} is going for you.",
                "A few minutes of your time are enough.",
            ],
            Quote = Quote($"{freelancer} writes:", facts.Message),
            List = new LetterList("You rate, from 1 to 5:", Ratings.Names),
            Action = new LetterAction("Give feedback", roomUrl),
            Closing =
            [
                $"You can answer until {Until(facts)}.",
                "Your feedback shows publicly in the freelancer's work history. The contract simply goes on.",
                "You don't have to answer.",
            ],
        };
    }

    private static Letter Reminder(NoticeFacts facts, LetterNames names, string roomUrl)
    {
        var freelancer = Wording.OtherParty(NoticeKinds.FeedbackReminder, names.OtherParty);
        var contract = Wording.Contract(facts.ContractTitle);
        return new Letter
        {
            Subject = $"A reminder: {freelancer} asks for your feedback on {contract}",
            Greeting = Greet(names),
            Opening = [$"{freelancer} still hopes for your feedback on {contract}."],
            List = new LetterList("You rate, from 1 to 5:", Ratings.Names),
            Action = new LetterAction("Give feedback", roomUrl),
            Closing = [$"You can answer until {Until(facts)}.", "You don't have to answer, and we won't remind you again."],
        };
    }

    private static Letter Received(NoticeFacts facts, LetterNames names, string roomUrl)
    {
        var client = Wording.OtherParty(NoticeKinds.FeedbackReceived, names.OtherParty);
        var contract = Wording.Contract(facts.ContractTitle);
        return new Letter
        {
            Subject = $"{client} gave you feedback on {contract}",
            Greeting = Greet(names),
            Opening =
            [
                $"{client} gave you feedback on {contract}.",
                $"Your score: {Wording.Score(facts.Score.GetValueOrDefault())}.",
            ],
            Quote = Quote($"{client} writes:", facts.Comment),
            List = facts.Ratings is { } ratings ? new LetterList("In detail:", Ratings.Of(ratings)) : null,
            Action = new LetterAction("See the feedback", roomUrl),
            Closing =
            [
                "It shows in your public work history at once, and leaves your Job Success Score as it is.",
            ],
        };
    }

    private static Letter Expired(NoticeFacts facts, LetterNames names, string roomUrl)
    {
        var client = Wording.OtherParty(NoticeKinds.RequestExpired, names.OtherParty);
        var contract = Wording.Contract(facts.ContractTitle);
        return new Letter
        {
            Subject = $"Your feedback request on {contract} has expired",
            Greeting = Greet(names),
            Opening = [$"{client} didn't answer your feedback request on {contract} by {Ended(facts)}, so it has expired."],
            Action = new LetterAction("Open the contract", roomUrl),
            Closing =
            [
                "That says nothing about your work: answering is voluntary.",
                "You may ask again whenever the contract room offers it.",
            ],
        };
    }

    private static Letter Closed(NoticeFacts facts, LetterNames names, string roomUrl)
    {
        var contract = Wording.Contract(facts.ContractTitle);
        return new Letter
        {
            Subject = $"Your feedback request on {contract} is closed",
            Greeting = Greet(names),
            Opening = [$"The contract {contract} ended on {Ended(facts)}, so your feedback request is closed."],
            Action = new LetterAction("Open the contract", roomUrl),
            Closing = ["Feedback at the end of the contract works as always."],
        };
    }

    private static string Greet(LetterNames names) =>
        Wording.Inline(names.Recipient) is { Length: > 0 } name ? $"Hello {name}," : "Hello,";

    private static LetterQuote? Quote(string caption, string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : new LetterQuote(caption, Wording.Paragraphs(text));

    private static string Until(NoticeFacts facts) => Wording.Date(facts.ExpiresAt.GetValueOrDefault());

    private static string Ended(NoticeFacts facts) => Wording.Date(facts.EndedAt.GetValueOrDefault());
}
