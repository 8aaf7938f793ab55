namespace Feedback.Saga.Eligibility;

/// <summary>What a decision about a contract is taken on, as known when it is taken; stored with the decision (R44).</summary>
internal sealed record ContractFacts
{
    /// <summary>The instant that is judged, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The latest payment at or before <see cref="At"/> that counts at that instant (R3).</summary>
    public DateTimeOffset? LastPaymentAt { get; init; }

    /// <summary>When the client last gave mid-contract feedback (R4).</summary>
    public DateTimeOffset? LastFeedbackAt { get; init; }

    /// <summary>Whether the contract's freelancer is in the rollout (R7).</summary>
    public required bool InRollout { get; init; }

    /// <summary>The contract's latest request, waiting or over.</summary>
    public LatestRequest? Request { get; init; }
}
