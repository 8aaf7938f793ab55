using Contracts.Messages;

namespace Feedback.Saga.Eligibility;

/// <summary>The weighted mean of the six ratings, rounded half away from zero to two decimals (R22).</summary>
internal static class FeedbackScore
{
    public static decimal Of(FeedbackRatings ratings, RatingWeights weights)
    {
        var sum = ratings.Skills * weights.Skills
                  + ratings.Quality * weights.Quality
                  + ratings.Availability * weights.Availability
                  + ratings.Deadlines * weights.Deadlines
                  + ratings.Communication * weights.Communication
                  + ratings.Cooperation * weights.Cooperation;
        var total = weights.Skills + weights.Quality + weights.Availability
                    + weights.Deadlines + weights.Communication + weights.Cooperation;
        return Math.Round(sum / total, 2, MidpointRounding.AwayFromZero);
    }
}
