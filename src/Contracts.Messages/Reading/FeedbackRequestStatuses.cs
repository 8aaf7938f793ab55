namespace Contracts.Messages;

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
}
