using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// A user's name, address, language or time zone changed. Published by the profile system; the latest <c>changedAt</c>
/// wins, whatever the order of arrival. Notifications takes names and addresses from here and from nowhere else.
/// </summary>
[EntityName("user-profile-changed")]
public sealed record UserProfileChanged
{
    /// <summary>Identity of this event in the system that published it; 1–64 characters.</summary>
    public required string EventId { get; init; }

    /// <summary>The user; 1–64 characters.</summary>
    public required string UserId { get; init; }

    /// <summary>The name to show; 1–200 characters.</summary>
    [Length(1, Limits.MaxDisplayNameLength)]
    public required string DisplayName { get; init; }

    /// <summary>Where emails go; none for a user who takes no email.</summary>
    [MaxLength(Limits.MaxEmailLength)]
    public string? Email { get; init; }

    /// <summary>The language that the user reads, a BCP 47 tag such as <c>de-AT</c>; none where it isn't known.</summary>
    [MaxLength(Limits.MaxLocaleLength)]
    [RegularExpression("^" + Limits.LanguageTag + "$")]
    public string? Locale { get; init; }

    /// <summary>Where the user's clock is, an IANA time zone such as <c>Europe/Vienna</c>; none where it isn't known.</summary>
    [MaxLength(Limits.MaxTimeZoneLength)]
    [RegularExpression("^" + Limits.ZoneName + "$")]
    public string? TimeZone { get; init; }

    /// <summary>When it changed, in UTC.</summary>
    [JsonConverter(typeof(InstantConverter))]
    public required DateTimeOffset ChangedAt { get; init; }
}
