using Microsoft.Extensions.Options;

namespace Shared;

/// <summary>Checks how long something is kept. The services compile this file.</summary>
internal static class RetentionLengths
{
    /// <summary>Ten years.</summary>
    private const int LongestDays = 3650;

    /// <summary>Names each key whose length makes no sense.</summary>
    /// <param name="section">The section of the configuration.</param>
    /// <param name="lengths">Each key, its value, and the least that the rules need.</param>
    public static ValidateOptionsResult Check(string section, params IEnumerable<(string Key, TimeSpan Length, int ShortestDays)> lengths)
    {
        var problems = lengths
            .Where(kept => kept.Length.TotalDays < kept.ShortestDays || kept.Length.TotalDays > LongestDays)
            .Select(kept =>
                $"{section}:{kept.Key}: '{kept.Length}' is not a length of time from {kept.ShortestDays} to {LongestDays} days.")
            .ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
