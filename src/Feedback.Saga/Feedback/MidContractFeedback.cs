using Feedback.Saga.Contracts;
using Feedback.Saga.Eligibility;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Feedback.Saga.Feedback;

/// <summary>
/// Feedback that a client provided while the contract was open. What was provided never changes (R23); operators decide who sees it (R58).
/// </summary>
internal sealed class MidContractFeedback
{
    public required Guid FeedbackId { get; init; }

    public required string ContractId { get; init; }

    /// <summary>The request that it answered; none when unasked, or when the request had ended before it was handled.</summary>
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

    /// <summary>The policy in force, as JSON (R44); empty once <see cref="ClearedAt"/> is set.</summary>
    public required string Policy { get; init; }

    /// <summary>The facts that it was judged on, as JSON (R44); empty once <see cref="ClearedAt"/> is set.</summary>
    public required string Facts { get; init; }

    /// <summary>When policy and facts were cleared for their age.</summary>
    public DateTimeOffset? ClearedAt { get; init; }

    /// <summary>One of <see cref="FeedbackVisibilities"/> while it is held or taken down; none while it is visible.</summary>
    public string? WithheldAs { get; private set; }

    /// <summary>Who sees it: one of <see cref="FeedbackVisibilities"/>.</summary>
    public string Visibility => WithheldAs ?? FeedbackVisibilities.Visible;

    /// <summary>The feedback that a command makes, judged on those facts.</summary>
    /// <param name="command">What the client sent.</param>
    /// <param name="contract">Its contract.</param>
    /// <param name="requestId">The request that it answers; none when it answers none.</param>
    /// <param name="facts">What it was judged on.</param>
    /// <param name="policy">What it was judged by.</param>
    public static MidContractFeedback Of(
        ProvideFeedback command, Contract contract, Guid? requestId, ContractFacts facts, EligibilityPolicy policy) => new()
        {
            FeedbackId = command.FeedbackId,
            ContractId = contract.ContractId,
            RequestId = requestId,
            ClientId = contract.ClientId!,
            FreelancerId = contract.FreelancerId!,
            Skills = command.Ratings.Skills,
            Quality = command.Ratings.Quality,
            Availability = command.Ratings.Availability,
            Deadlines = command.Ratings.Deadlines,
            Communication = command.Ratings.Communication,
            Cooperation = command.Ratings.Cooperation,
            Score = FeedbackScore.Of(command.Ratings, policy.Options.Weights),
            Comment = command.Comment,
            ProvidedAt = facts.At,
            Policy = policy.Json,
            Facts = facts.ToJson(),
        };

    public FeedbackRatings Ratings => new()
    {
        Skills = Skills,
        Quality = Quality,
        Availability = Availability,
        Deadlines = Deadlines,
        Communication = Communication,
        Cooperation = Cooperation,
    };

    /// <param name="visibility">One of <see cref="FeedbackVisibilities"/>.</param>
    public void BecomeVisibleAs(string visibility) => WithheldAs = visibility == FeedbackVisibilities.Visible ? null : visibility;

    /// <summary>The feedback as the parties of its contract see it (R59).</summary>
    public FeedbackView ToView() => Visibility == FeedbackVisibilities.TakenDown
        ? ToEvidence() with { Ratings = null, Score = null, Comment = null }
        : ToEvidence();

    /// <summary>The feedback as it was provided, for operators, whoever else sees it.</summary>
    public FeedbackView ToEvidence() => new()
    {
        FeedbackId = FeedbackId.ToString(),
        ContractId = ContractId,
        Kind = FeedbackKinds.MidContract,
        RequestId = RequestId,
        AuthorId = ClientId,
        RecipientId = FreelancerId,
        Ratings = Ratings,
        Score = Score,
        Comment = Comment,
        ProvidedAt = ProvidedAt,
        CountsTowardJobSuccessScore = false,
        Visibility = Visibility,
    };
}

internal sealed class MidContractFeedbackMap : IEntityTypeConfiguration<MidContractFeedback>
{
    public void Configure(EntityTypeBuilder<MidContractFeedback> builder)
    {
        builder.ToTable("MidContractFeedback");
        builder.HasKey(feedback => feedback.FeedbackId);
        builder.Property(feedback => feedback.FeedbackId).ValueGeneratedNever();
        builder.ClusterByAge(feedback => feedback.ProvidedAt);
        builder.Property(feedback => feedback.ContractId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(feedback => feedback.ClientId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(feedback => feedback.FreelancerId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(feedback => feedback.Score).HasPrecision(3, 2);
        builder.Property(feedback => feedback.WithheldAs).HasMaxLength(16);
        builder.Ignore(feedback => feedback.Ratings);
        builder.Ignore(feedback => feedback.Visibility);
        builder.HasIndex(feedback => new { feedback.ContractId, feedback.ProvidedAt });

        // The reconciliation asks for the notices of what was provided lately.
        builder.HasIndex(feedback => feedback.ProvidedAt);

        // The sweep over what is kept for a time only clears their facts, oldest first.
        builder.HasIndex(feedback => feedback.ProvidedAt, "IX_MidContractFeedback_Uncleared").HasFilter("cleared_at IS NULL");

        // Operators count what is held or taken down.
        builder.HasIndex(feedback => feedback.WithheldAs).HasFilter("withheld_as IS NOT NULL");

        // A second guard of R42: one request, one answer.
        builder.HasIndex(feedback => feedback.RequestId).IsUnique().HasFilter("request_id IS NOT NULL");
    }
}
