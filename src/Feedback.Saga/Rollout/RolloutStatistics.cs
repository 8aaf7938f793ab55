namespace Feedback.Saga.Rollout;

/// <summary>Intervals of 95 percent for shares and for quantiles.</summary>
internal static class RolloutStatistics
{
    /// <summary>The 97.5th percentile of the standard normal distribution.</summary>
    private const double Z = 1.959963984540054;

    private const double Tail = 0.025;

    /// <summary>Beyond it the binomial distribution is as good as normal, to less than a rank in a thousand.</summary>
    private const long MaxExact = 5_000;

    /// <summary>
    /// Wilson's score interval without continuity correction (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927): it stays within 0 and 1, and
    /// keeps its level for few cases and for rare events too.
    /// </summary>
    public static RolloutShare Share(long count, long of)
    {
        if (of == 0)
            return new RolloutShare { Count = count, Of = of };

        double share = (double)count / of, square = Z * Z / of;
        var middle = (share + (square / 2)) / (1 + square);
        var half = Z / (1 + square) * Math.Sqrt((share * (1 - share) / of) + (square / of / 4));
        return new RolloutShare
        {
            Count = count,
            Of = of,
            Share = share,
            Low = count == 0 ? 0 : Math.Max(0, middle - half),
            High = count == of ? 1 : Math.Min(1, middle + half),
        };
    }

    /// <summary>
    /// The ranks, from 1 on, of a quantile and of the ends of its interval among sorted values. Between these two lies the quantile of the
    /// population with at least 95 percent, however it is distributed, since the number of values below it is binomial (W. J. Conover,
    /// Practical Nonparametric Statistics, 3.2). An end is null where there are too few values for one.
    /// </summary>
    public static QuantileRanks Ranks(long count, double quantile)
    {
        var point = Math.Clamp((long)Math.Ceiling(count * quantile), 1, count);
        if (count > MaxExact)
        {
            var (mean, deviation) = (count * quantile, Math.Sqrt(count * quantile * (1 - quantile)));
            return new QuantileRanks(point, (long)Math.Floor(mean - (Z * deviation)), (long)Math.Ceiling(mean + (Z * deviation)) + 1);
        }

        long? low = null, high = null;
        var (cumulative, log) = (0.0, count * Math.Log(1 - quantile));
        for (long below = 0; below < count && high is null; below++)
        {
            cumulative += Math.Exp(log);
            if (cumulative <= Tail)
                low = below + 1;
            if (cumulative >= 1 - Tail)
                high = below + 1;

            log += Math.Log((double)(count - below) / (below + 1)) + Math.Log(quantile / (1 - quantile));
        }

        return new QuantileRanks(point, low, high);
    }
}

/// <summary>Where a quantile and the ends of its interval stand among sorted values, from 1 on.</summary>
internal sealed record QuantileRanks(long Point, long? Low, long? High);
