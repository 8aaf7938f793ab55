using System.Diagnostics;
using System.Globalization;

namespace Shared;

/// <summary>
/// What came of comparing the process's clock with another's, which was read between two readings of its own, however long that took.
/// </summary>
internal sealed class ClockComparison
{
    /// <summary>How long an agreement holds, while the process's clock goes on evenly; and by how much it may not.</summary>
    private static readonly TimeSpan _validity = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _slip = TimeSpan.FromSeconds(1);

    private readonly DateTimeOffset _at;
    private readonly long _timestamp = Stopwatch.GetTimestamp();

    /// <summary>Compares them.</summary>
    /// <param name="before">What the process's clock said before the other was read.</param>
    /// <param name="other">What the other said.</param>
    /// <param name="after">What the process's clock says now.</param>
    /// <param name="tolerance">By how much they may differ.</param>
    /// <param name="whose">Whose clock the other is, as in "the database server's".</param>
    public ClockComparison(DateTimeOffset before, DateTimeOffset other, DateTimeOffset after, TimeSpan tolerance, string whose)
    {
        _at = after;
        if (before - other > tolerance)
            Fault = $"the clock of this process is {Text(before - other)} ahead of {whose}";
        else if (other - after > tolerance)
            Fault = $"the clock of this process is {Text(other - after)} behind {whose}";
    }

    /// <summary>How they differ; null if they agree.</summary>
    public string? Fault { get; }

    /// <summary>
    /// Whether they agreed and nothing tells that they do no longer: it was a moment ago, and the process's clock has gone on since by
    /// the time that has passed. A clock that is set therefore shows at once.
    /// </summary>
    /// <param name="now">What the process's clock says now.</param>
    public bool StillAgrees(DateTimeOffset now) => Stopwatch.GetElapsedTime(_timestamp) < _validity && HasNotBeenSetSince(now);

    /// <summary>The same, however long ago it was.</summary>
    /// <param name="now">What the process's clock says now.</param>
    public bool HasNotBeenSetSince(DateTimeOffset now) =>
        Fault is null && (now - _at - Stopwatch.GetElapsedTime(_timestamp)).Duration() < _slip;

    private static string Text(TimeSpan difference) =>
        TimeSpan.FromSeconds(Math.Round(difference.TotalSeconds)).ToString("c", CultureInfo.InvariantCulture);
}
