using Contracts.Messages;

namespace Feedback.Saga.Tests.Support;

/// <summary>Messages with everything in them that a test does not care about.</summary>
internal static class TestData
{
    public const string Contract = "contract-1";
    public const string Client = "client-1";
    public const string Freelancer = "freelancer-1";

    public static ContractStarted Start(
        DateTimeOffset at, string contract = Contract, string client = Client, string freelancer = Freelancer, string? agency = null,
        string title = "Landing page", string? eventId = null, DateTimeOffset? clientSince = null) => new()
        {
            EventId = eventId ?? $"started-{contract}",
            ContractId = contract,
            ClientId = client,
            FreelancerId = freelancer,
            AgencyId = agency,
            Title = title,
            StartedAt = at,
            ClientSince = clientSince,
        };

    public static ContractEnded End(DateTimeOffset at, string contract = Contract) =>
        new() { EventId = Guid.NewGuid().ToString(), ContractId = contract, EndedAt = at };

    public static PaymentMade Payment(DateTimeOffset at, string contract = Contract, string? id = null, decimal amount = 250)
    {
        id ??= Guid.NewGuid().ToString();
        return new PaymentMade
        {
            EventId = $"made-{id}",
            PaymentId = id,
            ContractId = contract,
            Amount = amount,
            Currency = "USD",
            PaidAt = at,
        };
    }

    public static PaymentMade Bonus(DateTimeOffset at, string contract = Contract, string? id = null, decimal amount = 250) =>
        Payment(at, contract, id, amount) with { Kind = PaymentKinds.Bonus };

    public static PaymentReversed Reversal(string payment, DateTimeOffset at, string contract = Contract) =>
        new() { EventId = $"reversed-{payment}", PaymentId = payment, ContractId = contract, ReversedAt = at };

    public static EndOfContractFeedbackGiven FinalFeedback(
        DateTimeOffset at, string contract = Contract, string author = Client, string recipient = Freelancer, string? id = null) => new()
        {
            EventId = Guid.NewGuid().ToString(),
            FeedbackId = id ?? Guid.NewGuid().ToString(),
            ContractId = contract,
            AuthorId = author,
            RecipientId = recipient,
            Score = 4.75m,
            Comment = "A pleasure",
            GivenAt = at,
        };

    public static RequestFeedback Request(
        DateTimeOffset at, string contract = Contract, string caller = Freelancer, string? message = null, Guid? id = null,
        IdempotencyKey? key = null) => new()
        {
            RequestId = id ?? Guid.CreateVersion7(),
            ContractId = contract,
            CallerId = caller,
            Message = message,
            RequestedAt = at,
            Idempotency = key,
        };

    public static ProvideFeedback Feedback(
        DateTimeOffset at, string contract = Contract, string caller = Client, FeedbackRatings? ratings = null, string? comment = null,
        Guid? id = null, IdempotencyKey? key = null) => new()
        {
            FeedbackId = id ?? Guid.CreateVersion7(),
            ContractId = contract,
            CallerId = caller,
            Ratings = ratings ?? Ratings(5, 4, 5, 4, 5, 4),
            Comment = comment,
            SubmittedAt = at,
            Idempotency = key,
        };

    public static DeclineFeedbackRequest Decline(
        FeedbackRequestAccepted request, DateTimeOffset at, DateTimeOffset? askAgainFrom = null, string caller = Client,
        IdempotencyKey? key = null) => new()
        {
            DeclineId = Guid.CreateVersion7(),
            RequestId = request.RequestId,
            ContractId = request.ContractId,
            CallerId = caller,
            AskAgainFrom = askAgainFrom,
            DeclinedAt = at,
            Idempotency = key,
        };

    public static FeedbackRatings Ratings(int skills, int quality, int availability, int deadlines, int communication, int cooperation) =>
        new()
        {
            Skills = skills,
            Quality = quality,
            Availability = availability,
            Deadlines = deadlines,
            Communication = communication,
            Cooperation = cooperation,
        };

    public static FeedbackRatings AllRated(int rating) => Ratings(rating, rating, rating, rating, rating, rating);
}
