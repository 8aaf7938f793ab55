using Contracts.Messages;
using Feedback.Saga.Rollout;
using Shouldly;

namespace Feedback.Saga.Tests.Rollout;

public sealed class R63_Intervals
{
    /// <summary>
    /// Table I of R. G. Newcombe, Statistics in Medicine 17 (1998), 857–872: method 3, the score interval without correction.
    /// </summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void R63_Should_be_Wilsons_interval_as_published(long count, long of, double low, double high)
    {
        var share = RolloutStatistics.Share(count, of);

        share.Share.ShouldBe((double)count / of);
        share.Low.ShouldNotBeNull().ShouldBe(low, 0.00005);
        share.High.ShouldNotBeNull().ShouldBe(high, 0.00005);
    }

    [Fact]
    public void R63_Should_mirror_the_interval_of_the_others()
    {
        for (var of = 1; of <= 40; of++)
        {
            for (var count = 0; count <= of; count++)
            {
                var (share, others) = (RolloutStatistics.Share(count, of), RolloutStatistics.Share(of - count, of));

                share.Low!.Value.ShouldBe(1 - others.High!.Value, 1e-12);
                share.Low.Value.ShouldBeLessThanOrEqualTo(share.Share!.Value);
                share.High!.Value.ShouldBeInRange(share.Share.Value, 1);
            }
        }
    }

    [Fact]
    public void R63_Should_have_no_share_of_nothing() =>
        RolloutStatistics.Share(0, 0).ShouldBe(new RolloutShare { Count = 0, Of = 0 });

    /// <summary>
    /// The ranks for the median that textbooks print, such as M. J. Campbell and M. J. Gardner, BMJ 296 (1988), 1454–1456.
    /// </summary>
    [Theory]
    [InlineData(6, 1, 6)]
    [InlineData(10, 2, 9)]
    [InlineData(20, 6, 15)]
    [InlineData(30, 10, 21)]
    [InlineData(50, 18, 33)]
    [InlineData(100, 40, 61)]
    public void R63_Should_be_the_ranks_of_the_median_as_published(long count, long low, long high) =>
        RolloutStatistics.Ranks(count, 0.5).ShouldBe(new QuantileRanks((count + 1) / 2, low, high));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void R63_Should_have_no_interval_of_the_median_of_too_few(long count)
    {
        var ranks = RolloutStatistics.Ranks(count, 0.5);

        (ranks.Low, ranks.High).ShouldBe((null, null));
    }

    /// <summary>
    /// By the distribution itself, added up in another way: at least 95 percent, and one rank less on a side is too little.
    /// </summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void R63_Should_keep_the_level_and_waste_no_rank(double quantile)
    {
        for (var count = 1; count <= 150; count++)
        {
            var ranks = RolloutStatistics.Ranks(count, quantile);

            ranks.Point.ShouldBeInRange(1, count);
            if (ranks.Low is { } low)
            {
                Below(count, quantile, low).ShouldBeLessThanOrEqualTo(0.025);
                Below(count, quantile, low + 1).ShouldBeGreaterThan(0.025);
            }
            else
            {
                Below(count, quantile, 1).ShouldBeGreaterThan(0.025);
            }

            if (ranks.High is { } high)
            {
                Below(count, quantile, high).ShouldBeGreaterThanOrEqualTo(0.975 - 1e-12);
                Below(count, quantile, high - 1).ShouldBeLessThan(0.975);
            }
            else
            {
                Below(count, quantile, count).ShouldBeLessThan(0.975);
            }
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void R63_Should_go_over_to_the_normal_distribution_without_a_step(double quantile)
    {
        var (exact, normal) = (RolloutStatistics.Ranks(5_000, quantile), RolloutStatistics.Ranks(5_001, quantile));

        normal.Low!.Value.ShouldBeInRange(exact.Low!.Value - 2, exact.Low.Value + 3);
        normal.High!.Value.ShouldBeInRange(exact.High!.Value - 2, exact.High.Value + 3);
        RolloutStatistics.Ranks(100_000_000, quantile).Low.ShouldNotBeNull().ShouldBeInRange(1, 100_000_000);
    }

    [Fact]
    public void R63_Should_read_quantiles_from_minutes_in_their_order()
    {
        var times = new AnswerTimes(20);
        foreach (var minutes in Enumerable.Range(1, 10))
            times.Add(minutes, answers: 2);

        times.Median.ShouldBe(new RolloutDuration { Seconds = 5 * 60, LowSeconds = 3 * 60, HighSeconds = 8 * 60 });
        times.NinetiethPercentile.ShouldBe(new RolloutDuration { Seconds = 9 * 60, LowSeconds = 8 * 60, HighSeconds = null });
        new AnswerTimes(3).Median.ShouldBeNull();
    }

    /// <summary>The probability that fewer than so many of the values lie below the quantile.</summary>
    private static double Below(int count, double quantile, long rank)
    {
        var sum = 0.0;
        for (var below = 0; below < rank; below++)
        {
            var term = 1.0;
            for (var index = 0; index < below; index++)
                term *= (double)(count - index) / (below - index) * quantile;

            sum += term * Math.Pow(1 - quantile, count - below);
        }

        return sum;
    }
}
