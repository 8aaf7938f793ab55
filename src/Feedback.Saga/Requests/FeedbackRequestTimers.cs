using MassTransit;

namespace Feedback.Saga.Requests;

/// <summary>The timer of a request's expiry: sent by the saga service to itself, to arrive when the 14 days are over (R11).</summary>
[EntityName("feedback-request-expiry-due")]
public sealed record FeedbackRequestExpiryDue
{
    /// <summary>The request.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Its contract.</summary>
    public required string ContractId { get; init; }
}

/// <summary>The timer of a request's reminder, set only when the operator turned reminders on (R16).</summary>
[EntityName("feedback-request-reminder-due")]
public sealed record FeedbackRequestReminderDue
{
    /// <summary>The request.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Its contract.</summary>
    public required string ContractId { get; init; }
}
