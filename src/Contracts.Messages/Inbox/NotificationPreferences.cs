using MassTransit;

namespace Contracts.Messages;

/// <summary>Query of how a user takes emails. The response is <see cref="NotificationPreferences"/>.</summary>
[EntityName("get-notification-preferences")]
public sealed record GetNotificationPreferences
{
    /// <summary>The signed-in user.</summary>
    public required string UserId { get; init; }
}

/// <summary>
/// Sets how a user takes emails; a kind that is not named stays as it is. Sent by the gateway to Notifications; the response is
/// <see cref="NotificationPreferences"/> or <see cref="InvalidInput"/>.
/// </summary>
[EntityName("set-notification-preferences")]
public sealed record SetNotificationPreferences
{
    /// <summary>The signed-in user.</summary>
    public required string UserId { get; init; }

    /// <summary>The kinds to set, each once.</summary>
    public required IReadOnlyList<NotificationPreference> Items { get; init; }
}

/// <summary>
/// How a user takes the emails of every kind of notice, and the profile that they are written by. The in-app message always stays.
/// </summary>
[EntityName("notification-preferences")]
public sealed record NotificationPreferences
{
    /// <summary>All kinds of <see cref="NoticeKinds"/>, in that order.</summary>
    public required IReadOnlyList<NotificationPreference> Items { get; init; }

    /// <summary>The user's name by the profile; null where it isn't known.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The user's language by the profile, a BCP 47 tag; null where it isn't known.</summary>
    public string? Locale { get; init; }

    /// <summary>The user's IANA time zone by the profile; null where it isn't known.</summary>
    public string? TimeZone { get; init; }
}

/// <summary>How a user takes the emails of one kind of notice.</summary>
public sealed record NotificationPreference
{
    /// <summary>One of <see cref="NoticeKinds"/>.</summary>
    [OneOf(typeof(NoticeKinds))]
    public required string Kind { get; init; }

    /// <summary>One of <see cref="EmailModes"/>.</summary>
    [OneOf(typeof(EmailModes))]
    public required string Email { get; init; }
}

/// <summary>How a user takes emails, as it stands on the wire.</summary>
public static class EmailModes
{
    /// <summary>Each notice by itself, at once. Where the user has said nothing.</summary>
    public const string On = "on";

    /// <summary>No email.</summary>
    public const string Off = "off";

    /// <summary>With others in one email a day.</summary>
    public const string Digest = "digest";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [On, Off, Digest];
}

/// <summary>
/// Query of what a token of an email unsubscribes from. The response is <see cref="Unsubscription"/> or
/// <see cref="UnsubscribeTokenNotFound"/>.
/// </summary>
[EntityName("get-unsubscription")]
public sealed record GetUnsubscription
{
    /// <summary>The token, as it stands in the email's link.</summary>
    public required string Token { get; init; }
}

/// <summary>
/// Whoever holds an email of ours wants no more of its kind (RFC 8058). The response is <see cref="Unsubscription"/> or
/// <see cref="UnsubscribeTokenNotFound"/>.
/// </summary>
[EntityName("unsubscribe-by-token")]
public sealed record UnsubscribeByToken
{
    /// <summary>The token, as it stands in the email's link.</summary>
    public required string Token { get; init; }
}

/// <summary>What a token unsubscribes from. It names no user.</summary>
[EntityName("unsubscription")]
public sealed record Unsubscription
{
    /// <summary>One of <see cref="NoticeKinds"/>; none for a digest, whose token turns the emails of every kind off.</summary>
    public string? Kind { get; init; }

    /// <summary>Whether the emails are off now.</summary>
    public required bool IsOff { get; init; }

    /// <summary>The language of the user's profile, a BCP 47 tag; null where it isn't known.</summary>
    public string? Locale { get; init; }
}

/// <summary>No email of ours has such a token.</summary>
[EntityName("unsubscribe-token-not-found")]
public sealed record UnsubscribeTokenNotFound;
