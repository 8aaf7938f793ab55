using System.Globalization;

namespace Notifications.Notices;

/// <summary>The English texts of notices: those of in-app messages, and the phrases that emails share with them.</summary>
internal static class NoticeTexts
{
    /// <summary>
    /// The plain text of an in-app message. It stays true: until when a request can be answered, and how it stands, is told beside it.
    /// </summary>
    public static string InApp(Notice notice, string? otherPartyName)
    {
        var name = OtherParty(notice.Kind, otherPartyName);
        var facts = notice.Facts;
        var contract = Contract(facts.ContractTitle);

        return notice.Kind switch
        {
            NoticeKinds.FeedbackRequested =>
                $"{name} asks for your feedback on {contract}.",
            NoticeKinds.FeedbackReminder =>
                $"{name} still hopes for your feedback on {contract}.",
            NoticeKinds.FeedbackReceived =>
                $"{name} gave you feedback on {contract}: {Score(facts.Score.GetValueOrDefault())}.",
            NoticeKinds.RequestExpired =>
                $"{name} didn't answer your feedback request on {contract} in time, so it has expired.",
            NoticeKinds.RequestClosed =>
                $"Your feedback request on {contract} is closed, because the contract has ended.",
            var other => throw new ArgumentOutOfRangeException(nameof(notice), other, "No such kind of notice."),
        };
    }

    /// <summary>The name of the other party, or what to call the other party if the name isn't known.</summary>
    public static string OtherParty(string notice, string? name)
    {
        var known = UserText.OnOneLine(name);
        return known.Length > 0 ? known : IsForClient(notice) ? "Your freelancer" : "Your client";
    }

    public static string Contract(string? title)
    {
        var known = UserText.OnOneLine(title);
        return known.Length > 0 ? $"“{known}”" : "your contract";
    }

    /// <summary>A date in words, such as “Sunday, 15 March 2026, 12:00 UTC”.</summary>
    public static string Date(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("dddd, d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A score with both decimals, such as “4.50 out of 5”.</summary>
    public static string Score(decimal score) => string.Create(CultureInfo.InvariantCulture, $"{score:0.00} out of {Limits.MaxRating}");

    /// <summary>A rating in words.</summary>
    /// <param name="name">One of <see cref="RatingNames.All"/>.</param>
    public static string Rating(string name) => name switch
    {
        "skills" => "Skills",
        "quality" => "Quality of work",
        "availability" => "Availability",
        "deadlines" => "Keeping deadlines",
        "communication" => "Communication",
        "cooperation" => "Cooperation",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such rating."),
    };

    private static bool IsForClient(string notice) => notice is NoticeKinds.FeedbackRequested or NoticeKinds.FeedbackReminder;
}
