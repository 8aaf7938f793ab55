using Feedback.Saga.Eligibility;

namespace Feedback.Saga.Feedback;

/// <summary>The weighted mean of the six ratings, rounded half away from zero to two decimals (R22).</summary>
internal static class FeedbackScore
{
    public static decimal Of(FeedbackRatings ratings, RatingWeights weights)
    {
        var weighed = ratings.ByName().Zip(weights.ByName(), (rating, weight) => (rating.Value, Weight: weight.Value)).ToList();
        return Rounded(weighed.Sum(rating => rating.Value * rating.Weight) / weighed.Sum(rating => rating.Weight));
    }

    /// <summary>A score as it is stored and shown.</summary>
    public static decimal Rounded(decimal score) => Math.Round(score, 2, MidpointRounding.AwayFromZero);
}
