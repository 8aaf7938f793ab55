using System.Globalization;

namespace Contracts.Messages;

/// <summary>
/// What an upstream event must hold to be taken. The rules are one set; <see cref="Http"/> and
/// <see cref="Broker"/> name the bounds in which the two ways in differ.
/// </summary>
public sealed record UpstreamRules
{
    private UpstreamRules()
    {
    }

    /// <summary>The rules of <c>POST /api/upstream/events</c>.</summary>
    public static UpstreamRules Http { get; } = new()
    {
        IsStrict = true,
        MaxAmount = 999_999_999_999m,
        MinScore = Limits.MinRating,
        Earliest = new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Latest = new DateTimeOffset(2999, 12, 31, 23, 59, 59, TimeSpan.Zero),
    };

    /// <summary>The rules of the upstream exchanges: all that can be stored.</summary>
    public static UpstreamRules Broker { get; } = new()
    {
        IsStrict = false,
        MaxAmount = 1_000_000_000_000_000m,
        MinScore = 0,
        Earliest = new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Latest = new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(-1),
    };

    /// <summary>
    /// Whether ids and titles must hold no control characters and titles not be blank, currencies must be ISO 4217 codes, and
    /// addresses must look like addresses.
    /// </summary>
    public bool IsStrict { get; private init; }

    /// <summary>The largest amount of a payment; its negative is the smallest.</summary>
    public decimal MaxAmount { get; private init; }

    /// <summary>The lowest score of end-of-contract feedback.</summary>
    public decimal MinScore { get; private init; }

    /// <summary>The first instant that is taken.</summary>
    public DateTimeOffset Earliest { get; private init; }

    /// <summary>The last instant that is taken.</summary>
    public DateTimeOffset Latest { get; private init; }

    /// <summary>Everything that is wrong with an upstream event, in the order of its members; empty if nothing is.</summary>
    /// <exception cref="ArgumentException">The message is not an upstream event.</exception>
    public IReadOnlyList<MemberProblem> ProblemsOf(object message)
    {
        ArgumentNullException.ThrowIfNull(message);

        IEnumerable<(string Member, string? Problem)> members = message switch
        {
            ContractStarted started =>
            [
                ("eventId", Id(started.EventId)),
                ("contractId", Id(started.ContractId)),
                ("clientId", Id(started.ClientId)),
                ("freelancerId", Id(started.FreelancerId)),
                ("agencyId", started.AgencyId is null ? null : Id(started.AgencyId)),
                ("title", Line(started.Title, Limits.MaxTitleLength)),
                ("startedAt", Instant(started.StartedAt)),
            ],
            ContractEnded ended =>
            [
                ("eventId", Id(ended.EventId)),
                ("contractId", Id(ended.ContractId)),
                ("endedAt", Instant(ended.EndedAt)),
            ],
            PaymentMade made =>
            [
                ("eventId", Id(made.EventId)),
                ("paymentId", Id(made.PaymentId)),
                ("contractId", Id(made.ContractId)),
                ("amount", Number(made.Amount, -MaxAmount, MaxAmount)),
                ("currency", Currency(made.Currency)),
                ("paidAt", Instant(made.PaidAt)),
            ],
            PaymentReversed reversed =>
            [
                ("eventId", Id(reversed.EventId)),
                ("paymentId", Id(reversed.PaymentId)),
                ("contractId", Id(reversed.ContractId)),
                ("reversedAt", Instant(reversed.ReversedAt)),
            ],
            EndOfContractFeedbackGiven given =>
            [
                ("eventId", Id(given.EventId)),
                ("feedbackId", Id(given.FeedbackId)),
                ("contractId", Id(given.ContractId)),
                ("authorId", Id(given.AuthorId)),
                ("recipientId", Id(given.RecipientId)),
                ("score", Number(given.Score, MinScore, Limits.MaxRating)),
                ("comment", TextRules.TextProblem(given.Comment)),
                ("givenAt", Instant(given.GivenAt)),
            ],
            UserProfileChanged changed =>
            [
                ("eventId", Id(changed.EventId)),
                ("userId", Id(changed.UserId)),
                ("displayName", NotBlank(changed.DisplayName, Limits.MaxDisplayNameLength)),
                ("email", Email(changed.Email)),
                ("changedAt", IsStrict ? Instant(changed.ChangedAt) : null),
            ],
            _ => throw new ArgumentException($"{message.GetType().Name} is not an upstream event.", nameof(message)),
        };
        return [.. members.Where(member => member.Problem is not null).Select(member => new MemberProblem(member.Member, member.Problem!))];
    }

    /// <summary>What is wrong with an id; null if nothing is.</summary>
    public string? Id(string? id) => IsStrict ? TextRules.IdProblem(id) : TextRules.StorableIdProblem(id);

    /// <summary>What is wrong with one line of text; null if nothing is.</summary>
    public string? Line(string? line, int maxLength) =>
        IsStrict ? TextRules.LineProblem(line, maxLength) : TextRules.StorableProblem(line, maxLength);

    /// <summary>What is wrong with an instant; null if nothing is.</summary>
    public string? Instant(DateTimeOffset instant) =>
        instant >= Earliest && instant <= Latest
            ? null
            : $"must be an ISO 8601 instant with its offset, such as 2026-03-01T12:00:00Z, from {Earliest.Year} to {Latest.Year}";

    /// <summary>What is wrong with a currency; null if nothing is.</summary>
    public string? Currency(string? currency)
    {
        if (!IsStrict)
            return Line(currency, Limits.MaxIdLength);

        return TextRules.LineProblem(currency, Limits.CurrencyLength)
            ?? (currency!.Length == Limits.CurrencyLength && currency.All(char.IsAsciiLetterUpper)
                ? null
                : "must be an ISO 4217 code of three capital letters, such as USD");
    }

    /// <summary>What is wrong with an email address; null if nothing is. Over the broker, an unusable address counts as none.</summary>
    public string? Email(string? email) =>
        !IsStrict || email is null
        || (email.Length <= Limits.MaxEmailLength
            && !email.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter))
            && email.IndexOf('@', StringComparison.Ordinal) > 0)
            ? null
            : $"must be an email address of at most {Limits.MaxEmailLength} characters";

    private static string? Number(decimal value, decimal minimum, decimal maximum) =>
        value >= minimum && value <= maximum
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"must be a number from {minimum} to {maximum}");

    private string? NotBlank(string? text, int maxLength) =>
        string.IsNullOrWhiteSpace(text) ? TextRules.LineProblem(text, maxLength) : Line(text, maxLength);
}
