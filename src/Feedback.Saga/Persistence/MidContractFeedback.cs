using Contracts.Messages;

namespace Feedback.Saga.Persistence;

/// <summary>Feedback that a client gave while the contract was open; never changed once given (R23).</summary>
internal sealed class MidContractFeedback
{
    public required Guid FeedbackId { get; init; }

    public required string ContractId { get; init; }

    /// <summary>The request that it answered; none when unasked, or when the request had ended before it was handled.</summary>
    public Guid? RequestId { get; init; }

    public required string ClientId { get; init; }

    public required string FreelancerId { get; init; }

    public required int Skills { get; init; }

    public required int Quality { get; init; }

    public required int Availability { get; init; }

    public required int Deadlines { get; init; }

    public required int Communication { get; init; }

    public required int Cooperation { get; init; }

    public required decimal Score { get; init; }

    public string? Comment { get; init; }

    public required DateTimeOffset ProvidedAt { get; init; }

    /// <summary>The policy in force, as JSON (R44).</summary>
    public required string Policy { get; init; }

    /// <summary>The facts that it was judged on, as JSON (R44).</summary>
    public required string Facts { get; init; }

    public FeedbackRatings Ratings => new()
    {
        Skills = Skills,
        Quality = Quality,
        Availability = Availability,
        Deadlines = Deadlines,
        Communication = Communication,
        Cooperation = Cooperation,
    };

    public FeedbackView ToView() => new()
    {
        FeedbackId = FeedbackId.ToString(),
        ContractId = ContractId,
        Kind = FeedbackKinds.MidContract,
        RequestId = RequestId,
        AuthorId = ClientId,
        RecipientId = FreelancerId,
        Ratings = Ratings,
        Score = Score,
        Comment = Comment,
        ProvidedAt = ProvidedAt,
        CountsTowardJobSuccessScore = false,
    };
}
