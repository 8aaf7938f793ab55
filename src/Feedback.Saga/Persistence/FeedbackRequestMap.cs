using Feedback.Saga.Requests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Feedback.Saga.Persistence;

internal sealed class FeedbackRequestMap : IEntityTypeConfiguration<FeedbackRequestState>
{
    public void Configure(EntityTypeBuilder<FeedbackRequestState> builder)
    {
        builder.ToTable("FeedbackRequests");
        builder.HasKey(request => request.CorrelationId);
        builder.Property(request => request.CorrelationId).ValueGeneratedNever();
        builder.Property(request => request.CurrentState).HasMaxLength(16);
        builder.Property(request => request.ContractId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(request => request.ClientId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(request => request.FreelancerId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(request => request.ContractTitle).HasMaxLength(PlainText.MaxTitleLength);
        builder.Property(request => request.Version).IsConcurrencyToken();
        builder.HasIndex(request => request.CurrentState);

        // Backs R8 up: decisions queue on the contract's row, so this never fires unless that fails.
        builder.HasIndex(request => request.ContractId, "IX_FeedbackRequests_Waiting")
            .IsUnique()
            .HasFilter($"current_state = '{nameof(FeedbackRequestStateMachine.Pending)}'");
    }
}
