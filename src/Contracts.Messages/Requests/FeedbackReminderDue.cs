using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// A request still waits, and the operator turned reminders on (R16). Published at most once per request by the saga
/// service; never with the default policy.
/// </summary>
[EntityName("feedback-reminder-due")]
public sealed record FeedbackReminderDue
{
    /// <summary>The request.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Its contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>Who is reminded.</summary>
    public required string ClientId { get; init; }

    /// <summary>The freelancer, who requested it.</summary>
    public required string FreelancerId { get; init; }

    /// <summary>What the contract is called.</summary>
    public required string ContractTitle { get; init; }

    /// <summary>The freelancer's note to the client.</summary>
    public string? Message { get; init; }

    /// <summary>The first instant at which an answer is too late, in UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
