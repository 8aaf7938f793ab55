using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Notifications.Persistence;

namespace Notifications.Preferences;

/// <summary>
/// How a user takes the emails of one kind of notice, and the token by which whoever holds such an email turns them off without signing
/// in (RFC 8058). Where there is no row, the emails are on.
/// </summary>
internal sealed class EmailPreference
{
    private const int TokenBytes = 32;

    public required string UserId { get; init; }

    /// <summary>One of <see cref="NoticeKinds"/>, or <see cref="EmailDigests.Kind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>One of <see cref="EmailModes"/>.</summary>
    public required string Mode { get; set; }

    /// <summary>Random, so that it tells nothing and nobody guesses it.</summary>
    public required string Token { get; init; }

    /// <summary>The row of a user who has said nothing yet.</summary>
    public static EmailPreference New(string userId, string kind, string mode = EmailModes.On) => new()
    {
        UserId = userId,
        Kind = kind,
        Mode = mode,
        Token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes)),
    };
}

internal sealed class EmailPreferenceMap : IEntityTypeConfiguration<EmailPreference>
{
    private const int TokenLength = 64;

    public void Configure(EntityTypeBuilder<EmailPreference> builder)
    {
        builder.ToTable("EmailPreferences");
        builder.HasKey(preference => new { preference.UserId, preference.Kind });
        builder.Property(preference => preference.UserId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(preference => preference.Kind).HasMaxLength(NotificationsDbContext.KeywordLength);
        builder.Property(preference => preference.Mode).HasMaxLength(NotificationsDbContext.KeywordLength).IsConcurrencyToken();
        builder.Property(preference => preference.Token).HasMaxLength(TokenLength);
        builder.HasIndex(preference => preference.Token).IsUnique();
    }
}
