namespace Feedback.Saga.Rollout;

/// <summary>
/// Reads the quantiles of the times to answer from minutes that come in their order, each with its count. It keeps the six values that it
/// looks for, however many there are.
/// </summary>
/// <param name="count">How many answers there are.</param>
internal sealed class AnswerTimes(long count)
{
    private const int SecondsOfMinute = 60;

    private readonly QuantileRanks _median = RolloutStatistics.Ranks(count, 0.5);
    private readonly QuantileRanks _ninetieth = RolloutStatistics.Ranks(count, 0.9);
    private readonly Dictionary<long, long> _found = [];
    private long _seen;
    private long _last;

    /// <summary>So many answers took so many minutes; none of a later call took fewer.</summary>
    public void Add(int minutes, long answers)
    {
        foreach (var rank in Ranks(_median).Concat(Ranks(_ninetieth)).Where(rank => rank > _seen && rank <= _seen + answers))
            _found[rank] = minutes;

        _seen += answers;
        _last = minutes;
    }

    /// <summary>Null if no answer was added.</summary>
    public RolloutDuration? Median => DurationOf(_median);

    /// <inheritdoc cref="Median"/>
    public RolloutDuration? NinetiethPercentile => DurationOf(_ninetieth);

    private static IEnumerable<long> Ranks(QuantileRanks ranks) => new[] { ranks.Point, ranks.Low, ranks.High }.OfType<long>();

    private RolloutDuration? DurationOf(QuantileRanks ranks) => _seen == 0
        ? null
        : new RolloutDuration
        {
            Seconds = SecondsAt(ranks.Point),
            LowSeconds = ranks.Low is { } low ? SecondsAt(low) : null,
            HighSeconds = ranks.High is { } high ? SecondsAt(high) : null,
        };

    /// <summary>What was counted may have changed before it was read.</summary>
    private long SecondsAt(long rank) => _found.GetValueOrDefault(rank, _last) * SecondsOfMinute;
}
