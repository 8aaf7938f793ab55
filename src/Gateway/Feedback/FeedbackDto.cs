using Gateway.Profiles;

namespace Gateway.Feedback;

/// <summary>One piece of feedback on a contract, of either kind. A display name is the id where no profile is known.</summary>
/// <param name="FeedbackId">The feedback: a UUID for mid-contract feedback, the other system's id for end-of-contract feedback.</param>
/// <param name="ContractId">Its contract.</param>
/// <param name="Kind">`mid-contract` or `end-of-contract`.</param>
/// <param name="RequestId">The request that it answers, if any (R19).</param>
/// <param name="AuthorId">Who gave it.</param>
/// <param name="AuthorName">The author's display name.</param>
/// <param name="RecipientId">Whom it is about.</param>
/// <param name="RecipientName">The recipient's display name.</param>
/// <param name="Ratings">The six ratings; null for end-of-contract feedback, and for feedback that was taken down.</param>
/// <param name="Score">The weighted mean of the ratings, 1 to 5, two decimals (R22); null for feedback that was taken down.</param>
/// <param name="Comment">The public comment, if any; null for feedback that was taken down.</param>
/// <param name="ProvidedAt">When it was provided, in UTC.</param>
/// <param name="CountsTowardJobSuccessScore">False for mid-contract feedback, true for end-of-contract feedback (R26).</param>
/// <param name="Visibility">Who sees it (R59).</param>
/// <param name="Report">The report of it, for the freelancer who made it; null for anybody else.</param>
internal sealed record FeedbackDto(
    string FeedbackId,
    string ContractId,
    [property: OneOf(typeof(FeedbackKinds))] string Kind,
    Guid? RequestId,
    string AuthorId,
    string AuthorName,
    string RecipientId,
    string RecipientName,
    FeedbackRatings? Ratings,
    decimal? Score,
    string? Comment,
    DateTimeOffset ProvidedAt,
    bool CountsTowardJobSuccessScore,
    [property: OneOf(typeof(FeedbackVisibilities))] string Visibility,
    OwnReportView? Report)
{
    /// <summary>Whose names it shows.</summary>
    public static IEnumerable<string?> PeopleIn(FeedbackView? feedback) => [feedback?.AuthorId, feedback?.RecipientId];

    public static FeedbackDto From(FeedbackView feedback, Names names) => new(
        feedback.FeedbackId,
        feedback.ContractId,
        feedback.Kind,
        feedback.RequestId,
        feedback.AuthorId,
        names.Of(feedback.AuthorId),
        feedback.RecipientId,
        names.Of(feedback.RecipientId),
        feedback.Ratings,
        feedback.Score,
        feedback.Comment,
        feedback.ProvidedAt,
        feedback.CountsTowardJobSuccessScore,
        feedback.Visibility,
        feedback.Report);
}
