using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Feedback.Saga.Persistence;

internal sealed class MidContractFeedbackMap : IEntityTypeConfiguration<MidContractFeedback>
{
    public void Configure(EntityTypeBuilder<MidContractFeedback> builder)
    {
        builder.ToTable("MidContractFeedback");
        builder.HasKey(feedback => feedback.FeedbackId);
        builder.Property(feedback => feedback.FeedbackId).ValueGeneratedNever();
        builder.Property(feedback => feedback.ContractId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(feedback => feedback.ClientId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(feedback => feedback.FreelancerId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(feedback => feedback.Score).HasPrecision(3, 2);
        builder.Ignore(feedback => feedback.Ratings);
        builder.HasIndex(feedback => new { feedback.ContractId, feedback.ProvidedAt });

        // Backs R42 up: one request, one answer.
        builder.HasIndex(feedback => feedback.RequestId).IsUnique().HasFilter("request_id IS NOT NULL");
    }
}
