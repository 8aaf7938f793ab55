using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// One party gave feedback at the end of a contract. Published by the end-of-contract feedback system; holds the public
/// part only. Shown beside mid-contract feedback (R27); it does count toward the Job Success Score (R26).
/// </summary>
[EntityName("end-of-contract-feedback-given")]
public sealed record EndOfContractFeedbackGiven
{
    /// <summary>Identity of this event in the system that published it; 1–64 characters.</summary>
    public required string EventId { get; init; }

    /// <summary>The feedback, by which a repeated event is recognised; 1–64 characters.</summary>
    public required string FeedbackId { get; init; }

    /// <summary>The contract; 1–64 characters.</summary>
    public required string ContractId { get; init; }

    /// <summary>The party who gave it; 1–64 characters.</summary>
    public required string AuthorId { get; init; }

    /// <summary>The party whom it is about; 1–64 characters.</summary>
    public required string RecipientId { get; init; }

    /// <summary>The score that the other system computed, 1 to 5.</summary>
    public required decimal Score { get; init; }

    /// <summary>The public comment, plain text, if any.</summary>
    [MaxLength(Limits.MaxUpstreamCommentLength)]
    public string? Comment { get; init; }

    /// <summary>When it was provided, in UTC.</summary>
    [JsonConverter(typeof(InstantConverter))]
    public required DateTimeOffset GivenAt { get; init; }
}
