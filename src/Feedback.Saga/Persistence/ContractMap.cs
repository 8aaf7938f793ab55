using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Feedback.Saga.Persistence;

internal sealed class ContractMap : IEntityTypeConfiguration<Contract>
{
    public void Configure(EntityTypeBuilder<Contract> builder)
    {
        builder.ToTable("Contracts");
        builder.HasKey(contract => contract.ContractId);
        builder.Property(contract => contract.ContractId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(contract => contract.ClientId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(contract => contract.FreelancerId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(contract => contract.AgencyId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(contract => contract.StartEventId).HasMaxLength(PlainText.MaxIdLength);
        builder.Property(contract => contract.Title).HasMaxLength(PlainText.MaxTitleLength);
        builder.Ignore(contract => contract.IsStarted);
        builder.Ignore(contract => contract.WaitingRequestId);

        // Each list of contracts is paged by start, then by id.
        builder.HasIndex(contract => new { contract.ClientId, contract.StartedAt, contract.ContractId });
        builder.HasIndex(contract => new { contract.FreelancerId, contract.StartedAt, contract.ContractId });
        builder.HasIndex(contract => new { contract.AgencyId, contract.StartedAt, contract.ContractId });
    }
}
