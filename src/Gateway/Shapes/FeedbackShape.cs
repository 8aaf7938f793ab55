using Contracts.Messages;

namespace Gateway.Shapes;

/// <summary>One piece of public feedback; <c>ratings</c> is null for end-of-contract feedback.</summary>
internal sealed record FeedbackShape(
    string FeedbackId,
    string ContractId,
    string Kind,
    Guid? RequestId,
    string AuthorId,
    string RecipientId,
    RatingsShape? Ratings,
    decimal Score,
    string? Comment,
    DateTimeOffset ProvidedAt,
    bool CountsTowardJobSuccessScore)
{
    public static FeedbackShape From(FeedbackView feedback) => new(
        feedback.FeedbackId,
        feedback.ContractId,
        feedback.Kind,
        feedback.RequestId,
        feedback.AuthorId,
        feedback.RecipientId,
        feedback.Ratings is null ? null : RatingsShape.From(feedback.Ratings),
        feedback.Score,
        feedback.Comment,
        feedback.ProvidedAt,
        feedback.CountsTowardJobSuccessScore);
}
