using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Notifications.Profiles;

/// <summary>A user's name, address, language and time zone as of the latest change, in whatever order changes arrive.</summary>
internal sealed class UserProfile
{
    public required string UserId { get; init; }

    /// <summary>Null while an email waits for the address and no change has arrived.</summary>
    public string? DisplayName { get; set; }

    /// <summary>Null for a user who takes no email.</summary>
    public string? Email { get; set; }

    /// <summary>The language, a BCP 47 tag; null where it isn't known.</summary>
    public string? Locale { get; set; }

    /// <summary>The IANA time zone; null where it isn't known.</summary>
    public string? TimeZone { get; set; }

    /// <summary>The user's local day, as a <see cref="DateOnly.DayNumber"/>, that <see cref="InvitationsOfDay"/> counts.</summary>
    public int InvitationDay { get; set; }

    /// <summary>How many invitations to give feedback were sent to the user on that day as emails of their own.</summary>
    public int InvitationsOfDay { get; set; }

    /// <summary>Null while no change has arrived.</summary>
    public DateTimeOffset? ChangedAt { get; set; }

    /// <summary>The event of the latest change. Of two changes at the same instant, the one with the greater event id wins.</summary>
    public string EventId { get; set; } = "";

    /// <summary>Counts an invitation that is to leave as an email of its own; false if the day has had as many as it may.</summary>
    public bool TryCountInvitation(DateOnly day, int perDay)
    {
        if (InvitationDay != day.DayNumber)
            (InvitationDay, InvitationsOfDay) = (day.DayNumber, 0);

        if (InvitationsOfDay >= perDay)
            return false;

        InvitationsOfDay++;
        return true;
    }

    /// <summary>Whether a change of that instant and event is newer than this.</summary>
    public bool IsOlderThan(DateTimeOffset changedAt, string eventId) =>
        ChangedAt is not { } known
        || changedAt > known
        || (changedAt == known && string.CompareOrdinal(eventId, EventId) > 0);
}

internal sealed class UserProfileMap : IEntityTypeConfiguration<UserProfile>
{
    public void Configure(EntityTypeBuilder<UserProfile> builder)
    {
        builder.ToTable("UserProfiles");
        builder.HasKey(profile => profile.UserId);
        builder.Property(profile => profile.UserId).HasMaxLength(Limits.MaxIdLength);
        builder.Property(profile => profile.DisplayName).HasMaxLength(Limits.MaxDisplayNameLength);
        builder.Property(profile => profile.Email).HasMaxLength(Limits.MaxStoredEmailLength);
        builder.Property(profile => profile.Locale).HasMaxLength(Limits.MaxLocaleLength);
        builder.Property(profile => profile.TimeZone).HasMaxLength(Limits.MaxTimeZoneLength);
        builder.Property(profile => profile.EventId).HasMaxLength(Limits.MaxIdLength);
    }
}
