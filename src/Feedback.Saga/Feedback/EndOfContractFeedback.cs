using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Feedback.Saga.Feedback;

/// <summary>The public part of feedback from the end-of-contract feedback system, only shown here (R27, R29).</summary>
internal sealed class EndOfContractFeedback
{
    public required string FeedbackId { get; init; }

    public required string ContractId { get; init; }

    public required string AuthorId { get; init; }

    public required string RecipientId { get; init; }

    public required decimal Score { get; init; }

    public string? Comment { get; init; }

    public required DateTimeOffset GivenAt { get; init; }

    public FeedbackView ToView() => new()
    {
        FeedbackId = FeedbackId,
        ContractId = ContractId,
        Kind = FeedbackKinds.EndOfContract,
        AuthorId = AuthorId,
        RecipientId = RecipientId,
        Score = Score,
        Comment = Comment,
        ProvidedAt = GivenAt,
        CountsTowardJobSuccessScore = true,
    };
}

internal sealed class EndOfContractFeedbackMap : IEntityTypeConfiguration<EndOfContractFeedback>
{
    public void Configure(EntityTypeBuilder<EndOfContractFeedback> builder)
    {
        builder.ToTable("EndOfContractFeedback");
        builder.HasKey(feedback => feedback.FeedbackId);
        builder.Property(feedback => feedback.FeedbackId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(feedback => feedback.ContractId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(feedback => feedback.AuthorId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(feedback => feedback.RecipientId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(feedback => feedback.Score).HasPrecision(3, 2);
        builder.HasIndex(feedback => new { feedback.ContractId, feedback.GivenAt });
    }
}
