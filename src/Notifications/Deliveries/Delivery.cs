using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Notifications.Notices;
using Notifications.Persistence;
using Notifications.Preferences;

namespace Notifications.Deliveries;

/// <summary>
/// What became of one notice on one channel for one recipient. The unique key over these makes a repeated event harmless (R9). The
/// delivery of an email is written before the email is sent (R43).
/// </summary>
internal sealed class Delivery
{
    public required Guid DeliveryId { get; init; }

    /// <summary>The request or the feedback that the notice is about.</summary>
    public required Guid SourceId { get; init; }

    /// <summary>The request, also where the notice is about the feedback that answered it.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>The feedback, where the notice is true only as long as operators leave the feedback as it is.</summary>
    public Guid? FeedbackId { get; set; }

    public required string ContractId { get; init; }

    /// <summary>One of <see cref="NoticeKinds"/>, or <see cref="EmailDigests.Kind"/>.</summary>
    public required string Notice { get; init; }

    /// <summary>One of <see cref="DeliveryChannels"/>.</summary>
    public required string Channel { get; init; }

    public required string RecipientId { get; init; }

    /// <summary>The delivery of the digest that the notice leaves in; null for one that leaves by itself.</summary>
    public Guid? DigestId { get; set; }

    /// <summary>The other party, whose name an email mentions.</summary>
    public required string OtherPartyId { get; init; }

    /// <summary>One of <see cref="DeliveryStatuses"/>.</summary>
    public required string Status { get; set; }

    public int Attempts { get; set; }

    /// <summary>The attempts before operators last released the email: from there on the retries begin anew (R51).</summary>
    public int AttemptsBeforeRelease { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the status last changed, or the last attempt began.</summary>
    public required DateTimeOffset At { get; set; }

    /// <summary>During an attempt: the instant from which on the attempt counts as lost, because its process died.</summary>
    public DateTimeOffset? SendingUntil { get; set; }

    /// <summary>Why the last attempt failed: the server's own words without addresses, or the kind of failure if it said nothing.</summary>
    public string? LastError { get; set; }

    /// <summary>An email's <c>Message-ID</c>, the same in every attempt (R43).</summary>
    public string? MessageId { get; init; }

    /// <summary>What an email is written from, as JSON; null once the email is delivered or superseded, or has failed long ago.</summary>
    public string? Facts { get; set; }

    /// <summary>
    /// What an email that is superseded would be written from if operators made its feedback visible again (R60); cleared after a time.
    /// </summary>
    public string? WithheldFacts { get; set; }

    /// <summary>Whether no attempt will follow.</summary>
    public bool IsSettled => IsSent || Status == DeliveryStatuses.Failed;

    /// <summary>Whether it arrived, or is known not to be sent.</summary>
    public bool IsSent => Status is DeliveryStatuses.Delivered or DeliveryStatuses.Superseded or DeliveryStatuses.TurnedOff;

    /// <summary>The attempts that count towards <c>Email:Horizon</c>.</summary>
    public int AttemptsSinceRelease => Attempts - AttemptsBeforeRelease;

    /// <summary>Counts an attempt and leases the delivery to it.</summary>
    public void BeginAttempt(DateTimeOffset now, TimeSpan lease)
    {
        Attempts++;
        At = now;
        SendingUntil = now + lease;
    }

    /// <summary>The mail server accepted the email.</summary>
    public void Delivered(DateTimeOffset now)
    {
        End(DeliveryStatuses.Delivered, now);
        LastError = null;
        (Facts, WithheldFacts) = (null, null);
    }

    /// <summary>An attempt failed, and another will follow.</summary>
    /// <param name="now">The present instant.</param>
    /// <param name="reason">Why.</param>
    /// <param name="mayHaveArrived">Whether the email was handed over, and no answer came.</param>
    public void AttemptFailed(DateTimeOffset now, string reason, bool mayHaveArrived) =>
        Fail(mayHaveArrived ? DeliveryStatuses.Unknown : DeliveryStatuses.Retrying, now, reason);

    /// <summary>The email is given up.</summary>
    /// <inheritdoc cref="AttemptFailed"/>
    public void GiveUp(DateTimeOffset now, string reason, bool mayHaveArrived) =>
        Fail(mayHaveArrived ? DeliveryStatuses.Unknown : DeliveryStatuses.Failed, now, reason);

    /// <summary>The notice is no longer true, and is not sent (R48). An attempt without an outcome may have sent it before.</summary>
    public void Supersede(DateTimeOffset now) => Withdraw(DeliveryStatuses.Superseded, now);

    /// <summary>The notice is not sent, unless operators make its feedback visible again (R60). It leaves its digest.</summary>
    public void Withhold(DateTimeOffset now)
    {
        var facts = Facts ?? WithheldFacts;
        Withdraw(DeliveryStatuses.Superseded, now);
        (WithheldFacts, DigestId) = (facts, null);
    }

    /// <summary>Takes the notice back as far as it is not true.</summary>
    /// <returns>Whether it is not sent.</returns>
    public bool TakeBack(NoticeTruth truth, DateTimeOffset now)
    {
        if (truth == NoticeTruth.Untrue)
            Supersede(now);
        else if (truth == NoticeTruth.Withheld)
            Withhold(now);

        return truth != NoticeTruth.True;
    }

    /// <summary>
    /// What was withheld is true again: its retries begin anew. That an earlier attempt may have arrived stays known, and one that was
    /// given up stays so: operators may release it (R51).
    /// </summary>
    /// <param name="now">The present instant.</param>
    /// <param name="isGivenUp">Whether it was given up as unknown before it was withheld.</param>
    public void Reinstate(DateTimeOffset now, bool isGivenUp)
    {
        (Facts, WithheldFacts) = (WithheldFacts, null);
        AttemptsBeforeRelease = isGivenUp ? AttemptsBeforeRelease : Attempts;
        if (Status == DeliveryStatuses.Superseded)
            End(Attempts == 0 ? DeliveryStatuses.Pending : DeliveryStatuses.Retrying, now);
        else
            End(Status, now);
    }

    /// <summary>The recipient wants no such email. An attempt without an outcome may have sent it before.</summary>
    public void TurnOff(DateTimeOffset now) => Withdraw(DeliveryStatuses.TurnedOff, now);

    /// <summary>The digest that the notice is in has had this outcome.</summary>
    public void Follow(Delivery digest)
    {
        End(digest.Status, digest.At);
        Attempts = digest.Attempts;
        LastError = digest.LastError;
        Facts = digest.Status == DeliveryStatuses.Delivered ? null : Facts;
    }

    /// <summary>Operators let the email go out again, by itself. That an earlier attempt may have arrived stays known (R51).</summary>
    public void Release(DateTimeOffset now)
    {
        AttemptsBeforeRelease = Attempts;
        DigestId = null;
        if (SendingUntil is not null)
            End(DeliveryStatuses.Unknown, now);
        else
            End(Status == DeliveryStatuses.Failed ? DeliveryStatuses.Retrying : Status, now);
    }

    public void WaitForAddress(DateTimeOffset now) => End(DeliveryStatuses.WaitingForAddress, now);

    /// <summary>An address has arrived.</summary>
    public void StopWaiting(DateTimeOffset now) => End(DeliveryStatuses.Pending, now);

    private void Withdraw(string status, DateTimeOffset now)
    {
        var mayHaveArrived = SendingUntil is not null || Status == DeliveryStatuses.Unknown;
        End(mayHaveArrived ? DeliveryStatuses.Unknown : status, now);
        LastError = null;
        (Facts, WithheldFacts) = (null, null);
    }

    private void Fail(string status, DateTimeOffset now, string reason)
    {
        End(status, now);
        LastError = reason;
    }

    private void End(string status, DateTimeOffset now)
    {
        Status = status;
        At = now;
        SendingUntil = null;
    }
}

internal sealed class DeliveryMap : IEntityTypeConfiguration<Delivery>
{
    private const int ErrorLength = 200;

    public void Configure(EntityTypeBuilder<Delivery> builder)
    {
        builder.ToTable("Deliveries");
        builder.HasKey(delivery => delivery.DeliveryId);
        builder.Property(delivery => delivery.DeliveryId).ValueGeneratedNever();
        builder.ClusterByAge(delivery => delivery.CreatedAt);
        builder.Property(delivery => delivery.ContractId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(delivery => delivery.Notice).HasMaxLength(NotificationsDbContext.KeywordLength);
        builder.Property(delivery => delivery.Channel).HasMaxLength(NotificationsDbContext.KeywordLength);
        builder.Property(delivery => delivery.RecipientId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(delivery => delivery.OtherPartyId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(delivery => delivery.Status).HasMaxLength(NotificationsDbContext.KeywordLength).IsConcurrencyToken();
        builder.Property(delivery => delivery.Attempts).IsConcurrencyToken();
        builder.Property(delivery => delivery.LastError).HasMaxLength(ErrorLength);
        builder.Property(delivery => delivery.MessageId).HasMaxLength(Limits.MaxStoredEmailLength);

        builder.HasIndex(delivery => new { delivery.SourceId, delivery.Notice, delivery.Channel, delivery.RecipientId })
            .IsUnique();
        builder.HasIndex(delivery => delivery.RequestId);
        builder.HasIndex(delivery => delivery.DigestId).HasFilter("digest_id IS NOT NULL");
        builder.HasIndex(delivery => delivery.FeedbackId).HasFilter("feedback_id IS NOT NULL");
        builder.HasIndex(delivery => delivery.CreatedAt);

        // The texts of those that failed are kept for a time only.
        builder.HasIndex(delivery => delivery.At, "IX_Deliveries_Failed")
            .HasFilter($"status IN ('{DeliveryStatuses.Failed}', '{DeliveryStatuses.Unknown}')");

        // So are those of what is withheld.
        builder.HasIndex(delivery => delivery.At, "IX_Deliveries_Withheld").HasFilter("withheld_facts IS NOT NULL");

        // The reconciliation looks for those whose next attempt nobody begins.
        builder.HasIndex(delivery => delivery.At, "IX_Deliveries_Open")
            .HasFilter(
                $"status IN ('{DeliveryStatuses.Pending}', '{DeliveryStatuses.Retrying}', '{DeliveryStatuses.Unknown}')");
        builder.HasIndex(delivery => delivery.RecipientId, "IX_Deliveries_WaitingForAddress")
            .HasFilter($"status = '{DeliveryStatuses.WaitingForAddress}'");
    }
}
