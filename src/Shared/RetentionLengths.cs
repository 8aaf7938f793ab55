namespace Shared;

/// <summary>Checks how long something is kept. The services compile this file.</summary>
internal static class RetentionLengths
{
    /// <summary>Ten years.</summary>
    private const int LongestDays = 3650;

    /// <summary>What is wrong with a length of that key; null if nothing is.</summary>
    /// <param name="key">The whole key.</param>
    /// <param name="length">The value.</param>
    /// <param name="shortestDays">The least that the rules need.</param>
    public static string? Problem(string key, TimeSpan length, int shortestDays) =>
        length.TotalDays >= shortestDays && length.TotalDays <= LongestDays
            ? null
            : $"{key}: '{length}' is not a length of time from {shortestDays} to {LongestDays} days.";
}
