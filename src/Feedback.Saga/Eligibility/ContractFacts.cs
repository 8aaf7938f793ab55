using System.Text.Json;
using System.Text.Json.Serialization;
using Feedback.Saga.Commands;

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

    /// <summary>When the client last provided mid-contract feedback (R4).</summary>
    public DateTimeOffset? LastFeedbackAt { get; init; }

    /// <summary>Whether the contract's freelancer is in the rollout (R7).</summary>
    public required bool InRollout { get; init; }

    /// <summary>The version of the rollout that said so (R63); 0 is the configuration.</summary>
    public int RolloutVersion { get; init; }

    /// <summary>The cohort that the freelancer belongs to in that version (R62).</summary>
    public string Cohort { get; init; } = RolloutCohorts.None;

    /// <summary>The contract's latest request, waiting or over.</summary>
    public LatestRequest? Request { get; init; }

    /// <summary>The facts as they are stored with a decision (R44).</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DecisionJson.Default.ContractFacts);
}

/// <summary>The contract's latest request: at most one waits per contract (R8), so no older one does.</summary>
internal sealed record LatestRequest
{
    public required Guid RequestId { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it ended; none while it waits.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether it ended with an answer.</summary>
    public bool Answered { get; init; }

    /// <summary>If it was declined: the first instant at which the next may be made (R54).</summary>
    public DateTimeOffset? AskAgainFrom { get; init; }

    /// <summary>
    /// The first instant at which feedback no longer answers it (R18): its expiry, or the instant at which it was declined.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset AnswerableUntil => AskAgainFrom is null ? ExpiresAt : WaitsUntil;

    /// <summary>The first instant at which it no longer waits, as far as is known.</summary>
    public DateTimeOffset WaitsUntil => EndedAt ?? ExpiresAt;
}
