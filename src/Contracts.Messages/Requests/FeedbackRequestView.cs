namespace Contracts.Messages;

/// <summary>A feedback request as its pages show it.</summary>
public sealed record FeedbackRequestView
{
    /// <summary>The request.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Its contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>One of <see cref="FeedbackRequestStatuses"/>.</summary>
    [OneOf(typeof(FeedbackRequestStatuses))]
    public required string Status { get; init; }

    /// <summary>The freelancer's note, if any.</summary>
    public string? Message { get; init; }

    /// <summary>When it was made, in UTC.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The first instant at which an answer is too late, in UTC (R11).</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was answered, declined or closed, or expired, in UTC; none while it waits.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Of a declined request: from when the freelancer may ask again, if the other rules hold then, in UTC (R54).</summary>
    public DateTimeOffset? AskAgainFrom { get; init; }

    /// <summary>The feedback that answered it, if it was answered.</summary>
    public Guid? FeedbackId { get; init; }
}

/// <summary>The states of a feedback request, as they stand on the wire.</summary>
public static class FeedbackRequestStatuses
{
    /// <summary>Waits for the client.</summary>
    public const string Pending = "pending";

    /// <summary>The client gave feedback in time.</summary>
    public const string Answered = "answered";

    /// <summary>The 14 days passed unanswered (R11).</summary>
    public const string Expired = "expired";

    /// <summary>The contract ended first (R15).</summary>
    public const string Closed = "closed";

    /// <summary>The client would rather answer later (R53).</summary>
    public const string Declined = "declined";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Pending, Answered, Expired, Closed, Declined];
}
