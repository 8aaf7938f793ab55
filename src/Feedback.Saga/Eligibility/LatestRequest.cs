namespace Feedback.Saga.Eligibility;

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

    /// <summary>The first instant at which it no longer waits, as far as is known.</summary>
    public DateTimeOffset WaitsUntil => EndedAt ?? ExpiresAt;
}
