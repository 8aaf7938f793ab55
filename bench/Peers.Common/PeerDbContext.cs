using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Peers.Common;

/// <summary>The product's own tables, which its migrations have made.</summary>
public sealed class PeerDbContext(DbContextOptions<PeerDbContext> options) : DbContext(options)
{
    private const string Schema = "feedback";

    /// <summary>The contract, locked until the transaction ends: decisions on a contract queue up on its row.</summary>
    public Task<Contract> LockContractAsync(string contractId, CancellationToken cancellationToken) => Set<Contract>()
        .FromSql($"SELECT * FROM feedback.contracts WHERE contract_id = {contractId} FOR UPDATE")
        .AsTracking()
        .SingleAsync(cancellationToken);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Contract>().ToTable("contracts", Schema).HasKey(contract => contract.ContractId);
        modelBuilder.Entity<MidContractFeedback>(feedback =>
        {
            feedback.ToTable("mid_contract_feedback", Schema).HasKey(row => row.FeedbackId);
            feedback.Property(row => row.FeedbackId).ValueGeneratedNever();
            feedback.Property(row => row.Score).HasPrecision(3, 2);
        });
        modelBuilder.Entity<FeedbackRequest>(request =>
        {
            request.ToTable("feedback_requests", Schema).HasKey(row => row.Id);
            request.Property(row => row.Id).ValueGeneratedNever();
            request.Property(row => row.Version).IsConcurrencyToken();
        });
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
            property.SetColumnName(SnakeCase(property.Name));

        modelBuilder.Entity<FeedbackRequest>().Property(request => request.Id).HasColumnName("correlation_id");
    }

    private static string SnakeCase(string name)
    {
        var column = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && column.Length > 0)
                column.Append('_');

            column.Append(char.ToLowerInvariant(letter));
        }

        return column.ToString();
    }
}
