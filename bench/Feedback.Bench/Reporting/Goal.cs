namespace Feedback.Bench.Reporting;

/// <summary>What a figure has to reach, and whether it did.</summary>
internal sealed record Goal(string Text, Func<Figure, bool> IsMetBy)
{
    /// <summary>Of a process, in MiB.</summary>
    public static Goal MostMemory { get; } = AtMost(250);

    public static Goal None { get; } = new("none", figure => figure.Value == 0);

    public static Goal ShareOfFloor(double share) =>
        new(FormattableString.Invariant($"≥ {share:P0} of floor"), figure => figure.ShareOfFloor >= share);

    public static Goal AtLeast(double value) => new(FormattableString.Invariant($"≥ {value:#,0.##}"), figure => figure.Value >= value);

    public static Goal AtMost(double value) => new(FormattableString.Invariant($"< {value:#,0.##}"), figure => figure.Value < value);
}
