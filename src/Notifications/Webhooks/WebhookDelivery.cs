using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Notifications.Notices;
using Notifications.Persistence;
using Shared;

namespace Notifications.Webhooks;

/// <summary>
/// One event for one subscriber. Its id is made of both, so that an event that comes again is recorded once, and it is the
/// <c>webhook-id</c> of each attempt, also after a crash, a replay or a restore from a backup (R68, R70).
/// </summary>
internal sealed class WebhookDelivery
{
    public required Guid DeliveryId { get; init; }

    public required Guid WebhookId { get; init; }

    /// <summary>One of <see cref="WebhookEvents"/>.</summary>
    public required string Event { get; init; }

    /// <summary>The request, the feedback, or the operators' decision that it is about.</summary>
    public required Guid SourceId { get; init; }

    /// <summary>The contract; null for a test.</summary>
    public string? ContractId { get; init; }

    public string? ClientId { get; set; }

    public string? FreelancerId { get; set; }

    /// <summary>One of <see cref="WebhookStatuses"/>.</summary>
    public required string Status { get; set; }

    public int Attempts { get; set; }

    /// <summary>The attempts before operators last replayed it: from there on the retries begin anew.</summary>
    public int AttemptsBeforeReplay { get; set; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when it waits to be accepted: since the event came, or since operators last replayed it.</summary>
    public required DateTimeOffset WaitingSince { get; set; }

    /// <summary>When the status last changed, or the last attempt began.</summary>
    public required DateTimeOffset At { get; set; }

    /// <summary>When the next attempt is due; null if none follows.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>During an attempt: the instant from which on it counts as lost, because its process died.</summary>
    public DateTimeOffset? SendingUntil { get; set; }

    /// <summary>Why the last attempt failed: a word of ours, nothing that the subscriber said but its status.</summary>
    public string? LastError { get; set; }

    /// <summary>What is told, as JSON: the member <c>data</c> of the body, before what is withheld is taken out.</summary>
    public required string Data { get; set; }

    public bool IsWaiting => Status is WebhookStatuses.Pending or WebhookStatuses.Retrying;

    public int AttemptsSinceReplay => Attempts - AttemptsBeforeReplay;

    public static WebhookDelivery New(Webhook webhook, WebhookEvent told, DateTimeOffset now) => new()
    {
        DeliveryId = NoticeIds.OfWebhook(webhook.WebhookId, told.Type, told.SourceId),
        WebhookId = webhook.WebhookId,
        Event = told.Type,
        SourceId = told.SourceId,
        ContractId = told.ContractId,
        ClientId = told.ClientId,
        FreelancerId = told.FreelancerId,
        Status = WebhookStatuses.Pending,
        OccurredAt = told.OccurredAt,
        CreatedAt = now,
        WaitingSince = now,
        At = now,
        NextAt = now,
        Data = told.Data,
    };

    /// <summary>Counts an attempt and leases the delivery to it.</summary>
    public void BeginAttempt(DateTimeOffset now, TimeSpan lease)
    {
        Attempts++;
        At = now;
        SendingUntil = now + lease;
    }

    /// <summary>The subscriber accepted it.</summary>
    public void Delivered(DateTimeOffset now) => End(WebhookStatuses.Delivered, now, next: null, reason: null);

    /// <summary>An attempt failed, and another follows.</summary>
    public void AttemptFailed(DateTimeOffset now, DateTimeOffset next, string reason) => End(WebhookStatuses.Retrying, now, next, reason);

    /// <summary>It is given up.</summary>
    public void GiveUp(DateTimeOffset now, string reason) => End(WebhookStatuses.Failed, now, next: null, reason);

    /// <summary>Its subscriber is disabled or removed.</summary>
    public void Cancel(DateTimeOffset now) => End(WebhookStatuses.Cancelled, now, next: null, LastError);

    /// <summary>Operators send it again, with all attempts before it.</summary>
    public void Replay(DateTimeOffset now)
    {
        (AttemptsBeforeReplay, WaitingSince) = (Attempts, now);
        End(WebhookStatuses.Pending, now, now, LastError);
    }

    /// <summary>A pseudonym takes the place of a person's id, and comments no longer mention the person.</summary>
    public void Erase(string userId, string pseudonym, PersonalTexts texts)
    {
        Data = WebhookBody.Rewrite(Data, texts);
        ClientId = ClientId == userId ? pseudonym : ClientId;
        FreelancerId = FreelancerId == userId ? pseudonym : FreelancerId;
    }

    private void End(string status, DateTimeOffset now, DateTimeOffset? next, string? reason)
    {
        Status = status;
        At = now;
        NextAt = next;
        LastError = reason;
        SendingUntil = null;
    }
}

internal sealed class WebhookDeliveryMap : IEntityTypeConfiguration<WebhookDelivery>
{
    private const int ErrorLength = 64;

    public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
    {
        builder.ToTable("WebhookDeliveries");
        builder.HasKey(delivery => delivery.DeliveryId);
        builder.Property(delivery => delivery.DeliveryId).ValueGeneratedNever();
        builder.ClusterByAge(delivery => delivery.CreatedAt);
        builder.Property(delivery => delivery.Event).HasMaxLength(NotificationsDbContext.KeywordLength);
        builder.Property(delivery => delivery.ContractId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(delivery => delivery.ClientId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(delivery => delivery.FreelancerId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(delivery => delivery.Status).HasMaxLength(NotificationsDbContext.KeywordLength).IsConcurrencyToken();
        builder.Property(delivery => delivery.Attempts).IsConcurrencyToken();
        builder.Property(delivery => delivery.LastError).HasMaxLength(ErrorLength);

        builder.HasIndex(delivery => new { delivery.WebhookId, delivery.Status, delivery.At });
        builder.HasIndex(delivery => new { delivery.Status, delivery.At });
        builder.HasIndex(delivery => delivery.At);
        builder.HasIndex(delivery => delivery.SourceId);

        // Few wait, and they are looked for often.
        builder.HasIndex(delivery => new { delivery.WebhookId, delivery.WaitingSince }, "IX_WebhookDeliveries_Waiting")
            .HasFilter($"status IN ('{WebhookStatuses.Pending}', '{WebhookStatuses.Retrying}')");
    }
}
