using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Feedback.Saga.Persistence;

internal sealed class EndOfContractFeedbackMap : IEntityTypeConfiguration<EndOfContractFeedback>
{
    public void Configure(EntityTypeBuilder<EndOfContractFeedback> builder)
    {
        builder.ToTable("EndOfContractFeedback");
        builder.HasKey(feedback => feedback.FeedbackId);
        builder.Property(feedback => feedback.FeedbackId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(feedback => feedback.ContractId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(feedback => feedback.AuthorId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(feedback => feedback.RecipientId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(feedback => feedback.Score).HasPrecision(3, 2);
        builder.HasIndex(feedback => new { feedback.ContractId, feedback.GivenAt });
    }
}
