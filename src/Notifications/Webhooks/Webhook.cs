using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Notifications.Persistence;

namespace Notifications.Webhooks;

/// <summary>A subscriber: another system that is told of events at a URL, in messages that are signed with its secret (R68, R69).</summary>
internal sealed class Webhook
{
    /// <summary>Of more than that in one overlap, the oldest ends early.</summary>
    public const int MostPreviousSecrets = 8;

    public required Guid WebhookId { get; init; }

    public required string Name { get; init; }

    public required string Url { get; init; }

    /// <summary>What it is told, of <see cref="WebhookEvents.Chosen"/>, with spaces between.</summary>
    public required string Events { get; init; }

    /// <summary>One of <see cref="WebhookStates"/>.</summary>
    public required string State { get; set; }

    /// <summary>Whether it is disabled because it answered 410.</summary>
    public bool IsGone { get; set; }

    /// <summary>The secret as <see cref="WebhookSecrets"/> keeps it.</summary>
    public required string Secret { get; set; }

    /// <summary>The command that made the secret: what comes again makes no other.</summary>
    public Guid? SecretCommandId { get; set; }

    /// <summary>
    /// The secrets before, the newest first, with spaces between, each with an <c>@</c> and the Unix time in seconds until which it counts.
    /// </summary>
    public string? PreviousSecret { get; set; }

    /// <summary>Until when the last of them counts.</summary>
    public DateTimeOffset? PreviousSecretUntil { get; set; }

    /// <summary>When it was last enabled: of what happened before, nothing is sent that was not recorded by then.</summary>
    public required DateTimeOffset EnabledAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The operator.</summary>
    public required string CreatedById { get; init; }

    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>The operator.</summary>
    public required string ChangedById { get; set; }

    public bool IsEnabled => State == WebhookStates.Enabled;

    public bool Wants(string type) => Events.Split(' ').Contains(type, StringComparer.Ordinal);

    /// <summary>It gets what happens from now on.</summary>
    public void Enable(DateTimeOffset now, string callerId)
    {
        (State, IsGone, EnabledAt) = (WebhookStates.Enabled, false, now);
        (ChangedAt, ChangedById) = (now, callerId);
    }

    public void Disable(DateTimeOffset now, string callerId)
    {
        State = WebhookStates.Disabled;
        (ChangedAt, ChangedById) = (now, callerId);
    }

    /// <summary>It answered that there is no such receiver any more.</summary>
    public void Gone(DateTimeOffset now) => (State, IsGone, ChangedAt) = (WebhookStates.Disabled, true, now);

    /// <summary>It has a new secret; the present one and those before it count for a while longer, as many as are kept.</summary>
    public void Rotate(string secret, Guid commandId, DateTimeOffset now, TimeSpan overlap, string callerId)
    {
        (string Secret, DateTimeOffset Until)[] previous =
            [.. new[] { (Secret, now + overlap) }.Concat(Previous()).Where(kept => kept.Item2 > now).Take(MostPreviousSecrets)];
        PreviousSecret = previous.Length == 0
            ? null
            : string.Join(' ', previous.Select(kept => $"{kept.Secret}@{kept.Until.ToUnixTimeSeconds()}"));
        PreviousSecretUntil = previous.Length == 0 ? null : previous.Max(kept => kept.Until);
        (Secret, SecretCommandId) = (secret, commandId);
        (ChangedAt, ChangedById) = (now, callerId);
    }

    /// <summary>The secrets before the present one that count, the newest first.</summary>
    public IEnumerable<string> PreviousSecrets(DateTimeOffset now) =>
        Previous().Where(kept => kept.Until > now).Select(kept => kept.Secret);

    private IEnumerable<(string Secret, DateTimeOffset Until)> Previous() =>
        from kept in PreviousSecret?.Split(' ') ?? []
        let parts = kept.Split('@')
        select (parts[0], parts.Length > 1
            ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture))
            : PreviousSecretUntil ?? default);
}

internal sealed class WebhookMap : IEntityTypeConfiguration<Webhook>
{
    private const int KeptSecretLength = 200;
    private const int EventsLength = 500;

    public void Configure(EntityTypeBuilder<Webhook> builder)
    {
        builder.ToTable("Webhooks");
        builder.HasKey(webhook => webhook.WebhookId);
        builder.Property(webhook => webhook.WebhookId).ValueGeneratedNever();
        builder.ClusterByAge(webhook => webhook.CreatedAt);
        builder.Property(webhook => webhook.Name).HasMaxLength(Limits.MaxWebhookNameLength);
        builder.Property(webhook => webhook.Url).HasMaxLength(Limits.MaxUrlLength);
        builder.Property(webhook => webhook.Events).HasMaxLength(EventsLength);
        builder.Property(webhook => webhook.State).HasMaxLength(NotificationsDbContext.KeywordLength);
        builder.Property(webhook => webhook.Secret).HasMaxLength(KeptSecretLength).IsConcurrencyToken();
        builder.Property(webhook => webhook.PreviousSecret).HasMaxLength(KeptSecretLength * Webhook.MostPreviousSecrets);
        builder.HasIndex(webhook => webhook.SecretCommandId).IsUnique();
        builder.Property(webhook => webhook.CreatedById).HasMaxLength(Limits.MaxIdLength);
        builder.Property(webhook => webhook.ChangedById).HasMaxLength(Limits.MaxIdLength);
        builder.Property(webhook => webhook.ChangedAt).IsConcurrencyToken();
    }
}
