namespace Gateway.Problems;

/// <summary>A refusal by the rules of feedback.</summary>
internal sealed record RefusedProblem : Problem
{
    /// <summary>Every reason that holds.</summary>
    public required IReadOnlyList<Reason> Reasons { get; init; }
}
