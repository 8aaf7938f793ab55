using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;

namespace Notifications.Notices;

/// <summary>
/// The texts of notices in one language, with instants in one time zone (R50): those of in-app messages, and the phrases that emails
/// share with them. The texts stand in <c>Texts.resx</c> and its translations; their placeholders have names.
/// </summary>
internal sealed partial class NoticeTexts
{
    /// <summary>The languages that texts exist in; the first is for everybody else.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "de", "es"];

    private static readonly ResourceManager _resources = new("Notifications.Notices.Texts", typeof(NoticeTexts).Assembly);

    private readonly CultureInfo _culture;
    private readonly TimeZoneInfo? _zone;

    private NoticeTexts(CultureInfo culture, TimeZoneInfo? zone)
    {
        _culture = culture;
        _zone = zone;
    }

    /// <summary>English, with instants in UTC.</summary>
    public static NoticeTexts Default { get; } = For(locale: null, timeZone: null);

    /// <summary>The language of the texts, such as <c>de</c>.</summary>
    public string Language => _culture.TwoLetterISOLanguageName;

    /// <summary>The text without placeholders of that name.</summary>
    public string this[string key] => Format(key);

    /// <summary>The texts for a user, as far as the user's profile says.</summary>
    /// <param name="locale">A BCP 47 language tag; null, or a language that there are no texts in: English.</param>
    /// <param name="timeZone">An IANA time zone; null, or one that this machine doesn't know: UTC.</param>
    public static NoticeTexts For(string? locale, string? timeZone)
    {
        var language = locale?.Split('-')[0];
        var culture = Languages.Contains(language, StringComparer.OrdinalIgnoreCase) ? locale! : Languages[0];
        var zone = timeZone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var found) ? found : null;
        return new NoticeTexts(CultureInfo.GetCultureInfo(culture), zone);
    }

    /// <summary>The text of that name, with the values in the place of its placeholders.</summary>
    public string Format(string key, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var text = _resources.GetString(key, _culture) ?? throw new ArgumentOutOfRangeException(nameof(key), key, "No such text.");
        var byName = values.ToArray();
        return Placeholder().Replace(text, match => byName.Single(value => value.Name == match.Groups[1].Value).Value);
    }

    /// <summary>
    /// The plain text of an in-app message. It stays true: until when a request can be answered, and how it stands, is told beside it.
    /// </summary>
    public string InApp(string kind, NoticeFacts facts, string? otherPartyName) => Format(
        facts.Outcome == FeedbackReportStatuses.Upheld ? $"inapp.{kind}.upheld" : $"inapp.{kind}",
        ("name", OtherParty(kind, otherPartyName)),
        ("contract", Contract(facts.ContractTitle)),
        ("score", Score(facts.Score.GetValueOrDefault())),
        ("from", Date(facts.AskAgainFrom.GetValueOrDefault())));

    /// <summary>The name of the other party, or what to call the other party if the name isn't known.</summary>
    public string OtherParty(string kind, string? name)
    {
        var known = UserText.OnOneLine(name);
        return known.Length > 0 ? known : this[Notice.IsForClient(kind) ? "other.freelancer" : "other.client"];
    }

    public string Contract(string? title)
    {
        var known = UserText.OnOneLine(title);
        return known.Length > 0 ? Format("contract.named", ("title", known)) : this["contract.unnamed"];
    }

    /// <summary>
    /// An instant in words with its zone, such as “Sunday, 15 March 2026, 12:00 UTC” or “Sonntag, 15. März 2026, 13:00 Uhr (Europe/Berlin,
    /// UTC+01:00)” (R50).
    /// </summary>
    public string Date(DateTimeOffset instant)
    {
        var local = _zone is null ? instant.ToUniversalTime() : TimeZoneInfo.ConvertTime(instant, _zone);
        var words = local.ToString(this["date.format"], _culture);
        return _zone is null
            ? $"{words} UTC"
            : string.Create(CultureInfo.InvariantCulture, $"{words} ({_zone.Id}, UTC{local:zzz})");
    }

    /// <summary>A score with both decimals, such as “4.50 out of 5”.</summary>
    public string Score(decimal score) =>
        Format("score", ("score", score.ToString("0.00", _culture)), ("max", $"{Limits.MaxRating}"));

    /// <summary>A rating in words.</summary>
    /// <param name="name">One of <see cref="RatingNames.All"/>.</param>
    public string Rating(string name) => this[$"rating.{name}"];

    [GeneratedRegex(@"\{([a-z]+)\}")]
    private static partial Regex Placeholder();
}
