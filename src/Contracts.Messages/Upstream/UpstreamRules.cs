using System.Globalization;
using System.Text.RegularExpressions;

namespace Contracts.Messages;

/// <summary>
/// What an upstream event must hold to be taken, over HTTP and over the broker alike (R46): never more than is stored, routed or logged.
/// </summary>
public static partial class UpstreamRules
{
    private const decimal MaxAmount = (decimal)Limits.MaxAmount;
    private const int AmountDecimals = 4;
    private const int ScoreDecimals = 2;

    private static readonly DateTimeOffset _earliest = DateTimeOffset.UnixEpoch;
    private static readonly TimeSpan _maxLead = TimeSpan.FromDays(1);

    /// <summary>Everything that is wrong with an upstream event, in the order of its members; empty if nothing is.</summary>
    /// <param name="message">The event.</param>
    /// <param name="now">What our clock says: nothing can have happened more than a day later.</param>
    /// <exception cref="ArgumentException">The message is not an upstream event.</exception>
    public static IReadOnlyList<MemberProblem> ProblemsOf(object message, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(message);

        IEnumerable<(string Member, string? Problem)> members = message switch
        {
            ContractStarted started =>
            [
                ("eventId", TextRules.IdProblem(started.EventId)),
                ("contractId", TextRules.IdProblem(started.ContractId)),
                ("clientId", TextRules.IdProblem(started.ClientId)),
                ("freelancerId", OtherIdProblem(started.FreelancerId, started.ClientId, "client")),
                ("agencyId", started.AgencyId is null ? null : TextRules.IdProblem(started.AgencyId)),
                ("title", TextRules.ShownLineProblem(started.Title, Limits.MaxTitleLength)),
                ("startedAt", InstantProblem(started.StartedAt, now)),
                ("clientSince", started.ClientSince is { } since ? OpeningProblem(since, started.StartedAt, now) : null),
            ],
            ContractEnded ended =>
            [
                ("eventId", TextRules.IdProblem(ended.EventId)),
                ("contractId", TextRules.IdProblem(ended.ContractId)),
                ("endedAt", InstantProblem(ended.EndedAt, now)),
            ],
            PaymentMade made =>
            [
                ("eventId", TextRules.IdProblem(made.EventId)),
                ("paymentId", TextRules.IdProblem(made.PaymentId)),
                ("contractId", TextRules.IdProblem(made.ContractId)),
                ("amount", Number(made.Amount, -MaxAmount, MaxAmount, AmountDecimals)),
                ("currency", Currency(made.Currency)),
                ("paidAt", InstantProblem(made.PaidAt, now)),
                ("kind", made.Kind is null ? null : OneOfProblem(made.Kind, typeof(PaymentKinds))),
            ],
            PaymentReversed reversed =>
            [
                ("eventId", TextRules.IdProblem(reversed.EventId)),
                ("paymentId", TextRules.IdProblem(reversed.PaymentId)),
                ("contractId", TextRules.IdProblem(reversed.ContractId)),
                ("reversedAt", InstantProblem(reversed.ReversedAt, now)),
            ],
            EndOfContractFeedbackGiven given =>
            [
                ("eventId", TextRules.IdProblem(given.EventId)),
                ("feedbackId", TextRules.IdProblem(given.FeedbackId)),
                ("contractId", TextRules.IdProblem(given.ContractId)),
                ("authorId", TextRules.IdProblem(given.AuthorId)),
                ("recipientId", OtherIdProblem(given.RecipientId, given.AuthorId, "author")),
                ("score", Number(given.Score, Limits.MinRating, Limits.MaxRating, ScoreDecimals)),
                ("comment", Comment(given.Comment)),
                ("givenAt", InstantProblem(given.GivenAt, now)),
            ],
            UserProfileChanged changed =>
            [
                ("eventId", TextRules.IdProblem(changed.EventId)),
                ("userId", TextRules.IdProblem(changed.UserId)),
                ("displayName", TextRules.ShownLineProblem(changed.DisplayName, Limits.MaxDisplayNameLength)),
                ("email", Email(changed.Email)),
                ("locale", Locale(changed.Locale)),
                ("timeZone", TimeZone(changed.TimeZone)),
                ("changedAt", InstantProblem(changed.ChangedAt, now)),
            ],
            UserErased erased =>
            [
                ("eventId", TextRules.IdProblem(erased.EventId)),
                ("userId", TextRules.IdProblem(erased.UserId)),
                ("displayName", erased.DisplayName is null
                    ? null
                    : TextRules.ShownLineProblem(erased.DisplayName, Limits.MaxDisplayNameLength)),
                ("email", Email(erased.Email)),
                ("erasedAt", InstantProblem(erased.ErasedAt, now)),
            ],
            _ => throw new ArgumentException($"{message.GetType().Name} is not an upstream event.", nameof(message)),
        };
        return [.. members.Where(member => member.Problem is not null).Select(member => new MemberProblem(member.Member, member.Problem!))];
    }

    /// <summary>What is wrong with an instant; null if nothing is.</summary>
    public static string? InstantProblem(DateTimeOffset instant, DateTimeOffset now) =>
        instant >= _earliest && instant - now <= _maxLead
            ? null
            : "must be an RFC 3339 instant with its offset, such as 2026-03-01T12:00:00Z, from 1970 to a day from now";

    /// <summary>The two sides of a contract, and of feedback, are two persons.</summary>
    private static string? OtherIdProblem(string id, string otherSide, string otherSideName) =>
        TextRules.IdProblem(id) ?? (id == otherSide ? $"must not be the {otherSideName}" : null);

    /// <summary>Who has a contract has an account.</summary>
    private static string? OpeningProblem(DateTimeOffset openedAt, DateTimeOffset startedAt, DateTimeOffset now) =>
        InstantProblem(openedAt, now) ?? (openedAt > startedAt ? "must not be after startedAt" : null);

    private static string? OneOfProblem(string value, Type names) =>
        OneOfAttribute.ValuesOf(names) is var values && values.Contains(value)
            ? null
            : $"must be one of {string.Join(", ", values)}";

    private static string? Currency(string? currency) =>
        TextRules.LineProblem(currency, Limits.CurrencyLength)
        ?? (CurrencyCode().IsMatch(currency!)
            ? null
            : "must be an ISO 4217 code of three capital letters, such as USD");

    /// <summary>Whether an address is real only its mail server knows: <c>a..b@example.org</c> may be.</summary>
    private static string? Email(string? email) =>
        email is null
        || (email.Length <= Limits.MaxEmailLength
            && TextRules.IsStorable(email)
            && !email.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter))
            && email.IndexOf('@', StringComparison.Ordinal) > 0)
            ? null
            : $"must be an email address of at most {Limits.MaxEmailLength} characters";

    private static string? Locale(string? locale) =>
        locale is null || (locale.Length <= Limits.MaxLocaleLength && LanguageTag().IsMatch(locale) && IsKnownLanguage(locale))
            ? null
            : "must be a BCP 47 language tag of a language that is known, such as de or es-MX";

    private static string? TimeZone(string? timeZone) =>
        timeZone is null
        || (timeZone.Length <= Limits.MaxTimeZoneLength
            && ZoneName().IsMatch(timeZone)
            && TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone)
            && zone.HasIanaId)
            ? null
            : "must be a time zone of the IANA database, such as Europe/Berlin or UTC";

    private static bool IsKnownLanguage(string tag)
    {
        try
        {
            return !CultureInfo.GetCultureInfo(tag.Split('-')[0], predefinedOnly: true).ThreeLetterISOLanguageName.Equals(
                "", StringComparison.Ordinal);
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }

    private static string? Comment(string? comment) =>
        comment?.Length > Limits.MaxUpstreamCommentLength
            ? $"must have at most {Limits.MaxUpstreamCommentLength} characters"
            : TextRules.TextProblem(comment);

    /// <summary>A number that its column holds as it is: digits that it would round are refused.</summary>
    private static string? Number(decimal value, decimal minimum, decimal maximum, int decimals)
    {
        if (value < minimum || value > maximum)
            return string.Create(CultureInfo.InvariantCulture, $"must be a number from {minimum} to {maximum}");

        return decimal.Round(value, decimals) == value
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"must have at most {decimals} digits after the point");
    }

    [GeneratedRegex("^" + Limits.Currency + @"\z")]
    private static partial Regex CurrencyCode();

    [GeneratedRegex("^" + Limits.LanguageTag + @"\z", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag();

    [GeneratedRegex("^" + Limits.ZoneName + @"\z", RegexOptions.CultureInvariant)]
    private static partial Regex ZoneName();
}
