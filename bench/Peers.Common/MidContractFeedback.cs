namespace Peers.Common;

/// <summary>Feedback by the product's columns.</summary>
public sealed class MidContractFeedback
{
    public required Guid FeedbackId { get; init; }

    public required string ContractId { get; init; }

    public Guid? RequestId { get; init; }

    public required string ClientId { get; init; }

    public required string FreelancerId { get; init; }

    public required int Skills { get; init; }

    public required int Quality { get; init; }

    public required int Availability { get; init; }

    public required int Deadlines { get; init; }

    public required int Communication { get; init; }

    public required int Cooperation { get; init; }

    public required decimal Score { get; init; }

    public string? Comment { get; init; }

    public required DateTimeOffset ProvidedAt { get; init; }

    public required string Policy { get; init; }

    public required string Facts { get; init; }
}
