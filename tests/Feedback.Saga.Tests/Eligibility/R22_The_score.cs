using Feedback.Saga.Eligibility;
using Feedback.Saga.Feedback;
using Feedback.Saga.Tests.Support;
using Shouldly;

namespace Feedback.Saga.Tests.Eligibility;

public sealed class R22_The_score
{
    private static readonly RatingWeights _equal = new();

    [Theory]
    [InlineData(5, 4, 5, 4, 5, 4, "4.50")]
    [InlineData(1, 1, 1, 1, 1, 1, "1.00")]
    [InlineData(5, 5, 5, 5, 5, 5, "5.00")]
    [InlineData(5, 5, 5, 5, 5, 4, "4.83")]
    [InlineData(5, 5, 5, 5, 4, 4, "4.67")]
    public void R22_Is_the_mean_to_two_decimals(int a, int b, int c, int d, int e, int f, string score) =>
        FeedbackScore.Of(TestData.Ratings(a, b, c, d, e, f), _equal).ShouldBe(decimal.Parse(score, null));

    [Fact]
    public void R22_Half_a_hundredth_is_rounded_up()
    {
        // (3 × 1 + 4 × 199) / 200 = 3.995, which rounding to even would also take up; (4 × 1 + 3 × 199) / 200 = 3.005 it would take down.
        var weights = new RatingWeights { Skills = 1, Quality = 199, Availability = 0, Deadlines = 0, Communication = 0, Cooperation = 0 };

        FeedbackScore.Of(TestData.Ratings(4, 3, 1, 1, 1, 1), weights).ShouldBe(3.01m);
        FeedbackScore.Of(TestData.Ratings(3, 4, 1, 1, 1, 1), weights).ShouldBe(4.00m);
    }

    [Fact]
    public void R22_A_rating_counts_by_its_weight()
    {
        var weights = new RatingWeights { Skills = 3, Quality = 1, Availability = 0, Deadlines = 0, Communication = 0, Cooperation = 0 };

        FeedbackScore.Of(TestData.Ratings(5, 1, 1, 1, 1, 1), weights).ShouldBe(4m);
    }
}
