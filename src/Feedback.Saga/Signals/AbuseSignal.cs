using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Feedback.Saga.Signals;

/// <summary>A fact that may point to abuse (R65, R66). Nothing but what operators look at reads it (R67).</summary>
internal sealed class AbuseSignal
{
    /// <summary>Made of the kind and what the signal is about, so that the same fact is one signal however often it is found.</summary>
    public required Guid SignalId { get; init; }

    /// <summary>One of <see cref="AbuseSignalKinds"/>.</summary>
    public required string Kind { get; init; }

    public required string ContractId { get; init; }

    public required string FreelancerId { get; set; }

    public required string ClientId { get; set; }

    public Guid? RequestId { get; init; }

    public Guid? FeedbackId { get; init; }

    /// <summary>When the request was made or the feedback provided.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>An <see cref="AbuseSignalEvidence"/> as JSON.</summary>
    public required string Evidence { get; set; }

    /// <summary>When an operator marked it as looked at; none while it is open.</summary>
    public DateTimeOffset? ReviewedAt { get; private set; }

    public string? ReviewedBy { get; private set; }

    public string? Note { get; private set; }

    public static Guid IdOf(string kind, params IEnumerable<string> subjects) => new(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', ["abuse signal", kind, .. subjects]))).AsSpan(0, 16), bigEndian: true);

    public static string ToJson(AbuseSignalEvidence evidence) =>
        JsonSerializer.Serialize(evidence, SignalJson.Default.AbuseSignalEvidence);

    public void Review(string operatorId, string? note, DateTimeOffset at) => (ReviewedBy, Note, ReviewedAt) = (operatorId, note, at);

    /// <summary>When the account of a person was opened is not for operators any more once the person is erased.</summary>
    public void ForgetAccount() => Evidence = ToJson(ReadEvidence() with { AccountOpenedAt = null });

    public AbuseSignalView ToView() => new()
    {
        SignalId = SignalId,
        Kind = Kind,
        Status = ReviewedAt is null ? AbuseSignalStatuses.Open : AbuseSignalStatuses.Reviewed,
        ContractId = ContractId,
        FreelancerId = FreelancerId,
        ClientId = ClientId,
        RequestId = RequestId,
        FeedbackId = FeedbackId,
        At = At,
        Evidence = ReadEvidence(),
        ReviewedAt = ReviewedAt,
        ReviewedBy = ReviewedBy,
        Note = Note,
    };

    private AbuseSignalEvidence ReadEvidence() => JsonSerializer.Deserialize(Evidence, SignalJson.Default.AbuseSignalEvidence)!;
}

/// <summary>How evidence stands in the database.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AbuseSignalEvidence))]
internal sealed partial class SignalJson : JsonSerializerContext;

internal sealed class AbuseSignalMap : IEntityTypeConfiguration<AbuseSignal>
{
    public void Configure(EntityTypeBuilder<AbuseSignal> builder)
    {
        builder.ToTable("AbuseSignals");
        builder.HasKey(signal => signal.SignalId);
        builder.Property(signal => signal.SignalId).ValueGeneratedNever();
        builder.ClusterByAge(signal => signal.At);
        builder.Property(signal => signal.Kind).HasMaxLength(24);
        builder.Property(signal => signal.ContractId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(signal => signal.FreelancerId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(signal => signal.ClientId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(signal => signal.ReviewedBy).HasMaxLength(Limits.MaxIdLength);

        // Operators page by these, the newest first, and the oldest go first.
        builder.HasIndex(signal => new { signal.At, signal.SignalId });
        builder.HasIndex(signal => new { signal.Kind, signal.At, signal.SignalId });
        builder.HasIndex(signal => new { signal.FreelancerId, signal.At, signal.SignalId });
        builder.HasIndex(signal => new { signal.At, signal.SignalId, signal.Kind }, "IX_AbuseSignals_Open")
            .HasFilter("reviewed_at IS NULL");

        // Stories and erasures find them by these.
        builder.HasIndex(signal => signal.ContractId);
        builder.HasIndex(signal => signal.ClientId);
        builder.HasIndex(signal => signal.ReviewedBy).HasFilter("reviewed_by IS NOT NULL");
    }
}
