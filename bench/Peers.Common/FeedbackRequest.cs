namespace Peers.Common;

/// <summary>
/// A request by the product's columns, and its transitions. Each peer completes it by what the peer asks of such a class. A command that
/// the rules refuse is an error here: the bench sends none.
/// </summary>
public sealed partial class FeedbackRequest
{
    private const string Pending = nameof(Pending);
    private const string Answered = nameof(Answered);
    private const string Expired = nameof(Expired);

    /// <summary>The product's <c>correlation_id</c>.</summary>
    public Guid Id { get; set; }

    public string CurrentState { get; set; } = null!;

    public string ContractId { get; set; } = null!;

    public string ClientId { get; set; } = null!;

    public string FreelancerId { get; set; } = null!;

    public string ContractTitle { get; set; } = null!;

    public string? Message { get; set; }

    public DateTimeOffset RequestedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public Guid? FeedbackId { get; set; }

    public string Policy { get; set; } = null!;

    public string Facts { get; set; } = null!;

    public string? Cohort { get; set; }

    public int? RolloutVersion { get; set; }

    public int? AnsweredAfterSeconds { get; set; }

    /// <summary>The request that the freelancer makes on the locked contract.</summary>
    public static FeedbackRequest On(Contract contract, Guid requestId, string callerId, string? message, DateTimeOffset at)
    {
        var facts = contract.FactsAt(at);
        Demand(callerId == contract.FreelancerId, requestId, "caller-not-permitted");
        Demand(Common.Policy.Current.AgainstRequesting(facts), requestId);

        var request = new FeedbackRequest
        {
            Id = requestId,
            CurrentState = Pending,
            ContractId = contract.ContractId,
            ClientId = contract.ClientId,
            FreelancerId = contract.FreelancerId,
            ContractTitle = contract.Title,
            Message = message,
            RequestedAt = at,
            ExpiresAt = at + Common.Policy.Current.RequestWindow,
            Policy = Common.Policy.Json,
            Facts = facts.ToJson(),
            Cohort = facts.Cohort,
            RolloutVersion = facts.RolloutVersion,
        };
        contract.RequestOpened(requestId, at, request.ExpiresAt);
        return request;
    }

    public FeedbackRequested ToEvent() =>
        new(Id, ContractId, ClientId, FreelancerId, ContractTitle, Message, RequestedAt, ExpiresAt);

    /// <summary>The client answers it; the contract is locked.</summary>
    public (MidContractFeedback Feedback, FeedbackProvided Event) Answer(
        Contract contract, Guid feedbackId, string callerId, Ratings ratings, string? comment, DateTimeOffset at)
    {
        var facts = contract.FactsAt(at);
        Demand(callerId == contract.ClientId, Id, "caller-not-permitted");
        Demand(CurrentState == Pending, Id, "request-not-pending");
        Demand(Common.Policy.Current.AgainstAnswering(facts), Id);

        var feedback = new MidContractFeedback
        {
            FeedbackId = feedbackId,
            ContractId = ContractId,
            RequestId = Id,
            ClientId = ClientId,
            FreelancerId = FreelancerId,
            Skills = ratings.Skills,
            Quality = ratings.Quality,
            Availability = ratings.Availability,
            Deadlines = ratings.Deadlines,
            Communication = ratings.Communication,
            Cooperation = ratings.Cooperation,
            Score = ratings.Score,
            Comment = comment,
            ProvidedAt = at,
            Policy = Common.Policy.Json,
            Facts = facts.ToJson(),
        };
        (CurrentState, EndedAt, FeedbackId) = (Answered, at, feedbackId);
        AnsweredAfterSeconds = (int)(at - RequestedAt).TotalSeconds;
        contract.RequestAnswered(at);
        return (feedback, new FeedbackProvided(
            feedbackId, Id, ContractId, ClientId, FreelancerId, ContractTitle, ratings, feedback.Score, comment, at));
    }

    /// <summary>Its timer is due; the contract is locked.</summary>
    /// <returns>The event; none when it does not wait any more, or not that long yet.</returns>
    public FeedbackRequestExpired? Expire(Contract contract, DateTimeOffset at)
    {
        if (CurrentState != Pending || at < ExpiresAt)
            return null;

        (CurrentState, EndedAt) = (Expired, ExpiresAt);
        contract.RequestExpired(ExpiresAt);
        return new FeedbackRequestExpired(Id, ContractId, ClientId, FreelancerId, ContractTitle, ExpiresAt);
    }

    private static void Demand(bool holds, Guid requestId, string otherwise) => Demand(holds ? [] : [otherwise], requestId);

    private static void Demand(IReadOnlyList<string> reasons, Guid requestId)
    {
        if (reasons.Count > 0)
            throw new InvalidOperationException($"Request {requestId} is refused: {string.Join(", ", reasons)}.");
    }
}
