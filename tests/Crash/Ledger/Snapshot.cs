namespace Crash.Ledger;

/// <summary>What the services' databases hold, read by plain SQL.</summary>
internal sealed record Snapshot
{
    public required IReadOnlyList<RequestRow> Requests { get; init; }

    public required IReadOnlyList<FeedbackRow> Feedback { get; init; }

    public required IReadOnlyList<ContractRow> Contracts { get; init; }

    public required IReadOnlyList<PaymentRow> Payments { get; init; }

    /// <summary>The ids of end-of-contract feedback.</summary>
    public required IReadOnlyList<string> FinalFeedback { get; init; }

    public required IReadOnlyList<DeliveryRow> Deliveries { get; init; }

    public required IReadOnlyList<InboxRow> Inbox { get; init; }

    /// <summary>Addresses by user.</summary>
    public required IReadOnlyDictionary<string, string?> Addresses { get; init; }

    /// <summary>Messages and timers that have not left, of both services.</summary>
    public required IReadOnlyList<OutboxRow> Outbox { get; init; }
}

internal sealed record RequestRow(
    Guid RequestId, string ContractId, string ClientId, string FreelancerId, string State, DateTimeOffset ExpiresAt, Guid? FeedbackId,
    string? Message);

internal sealed record FeedbackRow(Guid FeedbackId, string ContractId, string FreelancerId, Guid? RequestId, string? Comment);

internal sealed record ContractRow(
    string ContractId, string? ClientId, string? FreelancerId, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt);

internal sealed record PaymentRow(string PaymentId, DateTimeOffset? PaidAt, DateTimeOffset? ReversedAt);

internal sealed record DeliveryRow(Guid SourceId, string Notice, string Channel, string RecipientId, string Status, string? MessageId);

internal sealed record InboxRow(Guid MessageId, Guid SourceId, string Kind, string RecipientId);

internal sealed record OutboxRow(
    string Service, Guid Id, string MessageType, bool IsTimer, DateTimeOffset DueAt, bool IsParked, int Attempts);
