using Contracts.Messages;
using Gateway.Json;

namespace Gateway.Upstream;

/// <summary>How the <c>data</c> of each type of event is read; the type is the message's exchange name.</summary>
internal static class UpstreamEvents
{
    private const int MaxNameLength = 200;
    private const int MaxEmailLength = 254;
    private const decimal MaxAmount = 999_999_999_999m;

    private static readonly Dictionary<string, Func<string, JsonObjectReader, object>> Readers = new(StringComparer.Ordinal)
    {
        ["contract-started"] = (eventId, data) => new ContractStarted
        {
            EventId = eventId,
            ContractId = data.Id("contractId"),
            ClientId = data.Id("clientId"),
            FreelancerId = data.Id("freelancerId"),
            AgencyId = data.OptionalId("agencyId"),
            Title = data.Line("title", MaxNameLength),
            StartedAt = data.Instant("startedAt"),
        },
        ["contract-ended"] = (eventId, data) => new ContractEnded
        {
            EventId = eventId,
            ContractId = data.Id("contractId"),
            EndedAt = data.Instant("endedAt"),
        },
        ["payment-made"] = (eventId, data) => new PaymentMade
        {
            EventId = eventId,
            PaymentId = data.Id("paymentId"),
            ContractId = data.Id("contractId"),
            Amount = data.Number("amount", -MaxAmount, MaxAmount),
            Currency = Currency(data),
            PaidAt = data.Instant("paidAt"),
        },
        ["payment-reversed"] = (eventId, data) => new PaymentReversed
        {
            EventId = eventId,
            PaymentId = data.Id("paymentId"),
            ContractId = data.Id("contractId"),
            ReversedAt = data.Instant("reversedAt"),
        },
        ["end-of-contract-feedback-given"] = (eventId, data) => new EndOfContractFeedbackGiven
        {
            EventId = eventId,
            FeedbackId = data.Id("feedbackId"),
            ContractId = data.Id("contractId"),
            AuthorId = data.Id("authorId"),
            RecipientId = data.Id("recipientId"),
            Score = data.Number("score", minimum: 1, maximum: 5),
            Comment = data.OptionalText("comment"),
            GivenAt = data.Instant("givenAt"),
        },
        ["user-profile-changed"] = (eventId, data) => new UserProfileChanged
        {
            EventId = eventId,
            UserId = data.Id("userId"),
            DisplayName = data.Line("displayName", MaxNameLength),
            Email = Email(data),
            ChangedAt = data.Instant("changedAt"),
        },
    };

    public static IReadOnlyCollection<string> Types => Readers.Keys;

    /// <summary>Reads an event's data; null if its type is unknown.</summary>
    public static object? Read(string type, string eventId, JsonObjectReader data)
    {
        if (!Readers.TryGetValue(type, out var read))
            return null;

        var message = read(eventId, data);
        data.RefuseOthers();
        return message;
    }

    private static string Currency(JsonObjectReader data)
    {
        var currency = data.Line("currency", maxLength: 3);
        if (currency.Length > 0 && (currency.Length < 3 || !currency.All(char.IsAsciiLetterUpper)))
            data.Fault("currency", "must be an ISO 4217 code of three capital letters, such as USD");

        return currency;
    }

    private static string? Email(JsonObjectReader data)
    {
        var email = data.OptionalText("email");
        if (email is null)
            return null;
        if (email.Length > MaxEmailLength || email.Any(char.IsControl) || email.Any(char.IsWhiteSpace) || email.IndexOf('@', StringComparison.Ordinal) <= 0)
            data.Fault("email", $"must be an email address of at most {MaxEmailLength} characters");

        return email;
    }
}
