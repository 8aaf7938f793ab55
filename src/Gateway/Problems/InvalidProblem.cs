namespace Gateway.Problems;

/// <summary>A problem with the input.</summary>
internal sealed record InvalidProblem : Problem
{
    /// <summary>What is wrong, by member.</summary>
    public required IReadOnlyDictionary<string, string[]> Errors { get; init; }
}
