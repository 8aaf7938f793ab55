using MassTransit;

namespace Contracts.Messages;

/// <summary>Asking or giving was refused by the rules; nothing changed. Names all reasons that hold.</summary>
[EntityName("feedback-refused")]
public sealed record FeedbackRefused
{
    /// <summary>The contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>Every reason that holds; never empty.</summary>
    public required IReadOnlyList<RefusalReason> Reasons { get; init; }
}
