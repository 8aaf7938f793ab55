using Contracts.Messages;

namespace Feedback.Saga.Facts;

/// <summary>What an upstream message must hold to be taken, whichever door it came through.</summary>
internal static class FactRules
{
    private const decimal MaxAmount = 1_000_000_000_000_000m;

    private static readonly DateTimeOffset s_earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_latest = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Check(ContractStarted fact) => new Members("contract-started")
        .Id("eventId", fact.EventId)
        .Id("contractId", fact.ContractId)
        .Id("clientId", fact.ClientId)
        .Id("freelancerId", fact.FreelancerId)
        .OptionalId("agencyId", fact.AgencyId)
        .Text("title", fact.Title, PlainText.MaxTitleLength)
        .Instant("startedAt", fact.StartedAt);

    public static void Check(ContractEnded fact) => new Members("contract-ended")
        .Id("eventId", fact.EventId)
        .Id("contractId", fact.ContractId)
        .Instant("endedAt", fact.EndedAt);

    public static void Check(PaymentMade fact) => new Members("payment-made")
        .Id("eventId", fact.EventId)
        .Id("paymentId", fact.PaymentId)
        .Id("contractId", fact.ContractId)
        .Id("currency", fact.Currency)
        .Number("amount", fact.Amount, -MaxAmount, MaxAmount)
        .Instant("paidAt", fact.PaidAt);

    public static void Check(PaymentReversed fact) => new Members("payment-reversed")
        .Id("eventId", fact.EventId)
        .Id("paymentId", fact.PaymentId)
        .Id("contractId", fact.ContractId)
        .Instant("reversedAt", fact.ReversedAt);

    public static void Check(EndOfContractFeedbackGiven fact) => new Members("end-of-contract-feedback-given")
        .Id("eventId", fact.EventId)
        .Id("feedbackId", fact.FeedbackId)
        .Id("contractId", fact.ContractId)
        .Id("authorId", fact.AuthorId)
        .Id("recipientId", fact.RecipientId)
        .Number("score", fact.Score, 0, 5)
        .OptionalText("comment", fact.Comment)
        .Instant("givenAt", fact.GivenAt);

    private readonly struct Members(string message)
    {
        public Members Id(string member, string? value)
            => PlainText.IsId(value) ? this : throw Malformed(member, $"must be an id of 1 to {PlainText.MaxIdLength} characters");

        public Members OptionalId(string member, string? value) => value is null ? this : Id(member, value);

        public Members Text(string member, string? value, int maxLength)
            => value is { Length: > 0 } && value.Length <= maxLength && PlainText.IsStorable(value)
                ? this
                : throw Malformed(member, $"must be a text of 1 to {maxLength} characters");

        public Members OptionalText(string member, string? value)
            => value is null || PlainText.IsStorable(value) ? this : throw Malformed(member, "must be well-formed text without NUL");

        public Members Number(string member, decimal value, decimal min, decimal max)
            => value >= min && value <= max ? this : throw Malformed(member, $"must be from {min} to {max}");

        public Members Instant(string member, DateTimeOffset value)
            => value >= s_earliest && value < s_latest ? this : throw Malformed(member, "must be an instant from the year 1900 on");

        private MalformedFactException Malformed(string member, string problem) => new(message, member, problem);
    }
}
