using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// An operator marks an abuse signal as looked at (R67). Sent by the gateway to the saga service; the response is
/// <see cref="AbuseSignalReviewed"/>, <see cref="InvalidInput"/> or <see cref="UnknownAbuseSignal"/>.
/// </summary>
[EntityName("review-abuse-signal")]
public sealed record ReviewAbuseSignal
{
    /// <summary>The signal.</summary>
    public required Guid SignalId { get; init; }

    /// <summary>For other operators: plain text of at most <see cref="Limits.MaxReasonLength"/> Unicode characters.</summary>
    public string? Note { get; init; }

    /// <summary>The operator.</summary>
    public required string CallerId { get; init; }
}

/// <summary>The signal is marked as looked at. Who marked it first stays.</summary>
[EntityName("abuse-signal-reviewed")]
public sealed record AbuseSignalReviewed
{
    /// <summary>The signal as it stands now.</summary>
    public required AbuseSignalView Signal { get; init; }

    /// <summary>False: it was marked before, and nothing was done.</summary>
    public required bool Changed { get; init; }
}

/// <summary>There is no signal of that id.</summary>
[EntityName("unknown-abuse-signal")]
public sealed record UnknownAbuseSignal
{
    /// <summary>The signal that was named.</summary>
    public required Guid SignalId { get; init; }
}
