using Feedback.Saga.Commands;
using Feedback.Saga.Contracts;
using Feedback.Saga.Feedback;
using Feedback.Saga.Moderation;
using Feedback.Saga.Requests;
using Feedback.Saga.Rollout;
using Feedback.Saga.Signals;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Shared;

namespace Feedback.Saga.Persistence;

/// <summary>
/// What the saga service keeps: contracts, requests, feedback and decisions, with its outgoing messages and timers beside
/// them. The host derives one class per database provider, for the migrations.
/// </summary>
/// <param name="options">The provider and its connection.</param>
public class FeedbackDbContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>The schema of all tables, where the database has schemas.</summary>
    public const string Schema = "feedback";

    internal DbSet<Contract> Contracts => Set<Contract>();

    internal DbSet<Payment> Payments => Set<Payment>();

    internal DbSet<FeedbackRequestState> Requests => Set<FeedbackRequestState>();

    internal DbSet<MidContractFeedback> MidContractFeedback => Set<MidContractFeedback>();

    internal DbSet<EndOfContractFeedback> EndOfContractFeedback => Set<EndOfContractFeedback>();

    internal DbSet<FeedbackReport> FeedbackReports => Set<FeedbackReport>();

    internal DbSet<ModerationRecord> Moderations => Set<ModerationRecord>();

    internal DbSet<AbuseSignal> AbuseSignals => Set<AbuseSignal>();

    internal DbSet<ClientAccount> ClientAccounts => Set<ClientAccount>();

    internal DbSet<Refusal> Refusals => Set<Refusal>();

    internal DbSet<RolloutVersion> RolloutVersions => Set<RolloutVersion>();

    internal DbSet<RolloutRefusal> RolloutRefusals => Set<RolloutRefusal>();

    internal DbSet<IdempotencyRecord> IdempotencyRecords => Set<IdempotencyRecord>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        if (Database.ProviderName?.EndsWith("Sqlite", StringComparison.Ordinal) != true)
            modelBuilder.HasDefaultSchema(Schema);

        modelBuilder.ApplyConfiguration(new ContractMap());
        modelBuilder.ApplyConfiguration(new PaymentMap());
        modelBuilder.ApplyConfiguration(new FeedbackRequestMap());
        modelBuilder.ApplyConfiguration(new MidContractFeedbackMap());
        modelBuilder.ApplyConfiguration(new EndOfContractFeedbackMap());
        modelBuilder.ApplyConfiguration(new FeedbackReportMap());
        modelBuilder.ApplyConfiguration(new ModerationRecordMap());
        modelBuilder.ApplyConfiguration(new AbuseSignalMap());
        modelBuilder.ApplyConfiguration(new ClientAccountMap());
        modelBuilder.ApplyConfiguration(new RefusalMap());
        modelBuilder.ApplyConfiguration(new RolloutVersionMap());
        modelBuilder.ApplyConfiguration(new RolloutRefusalMap());
        modelBuilder.ApplyConfiguration(new IdempotencyRecordMap());
        modelBuilder.ApplyConfiguration(new ErasedUserMap());
        modelBuilder.AddOutbox();
        modelBuilder.UseSnakeCaseNames();
        modelBuilder.UseUtcInstants(Database);
        modelBuilder.UseOrdinalIds(Database);
    }
}
