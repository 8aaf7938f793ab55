namespace Notifications.Profiles;

/// <summary>A user's name and address as of the latest change that was heard of, in whatever order they arrived.</summary>
internal sealed class UserProfile
{
    public required string UserId { get; init; }

    /// <summary>None while nothing is known but that someone waits for the address.</summary>
    public string? DisplayName { get; set; }

    /// <summary>None for a user who takes no email.</summary>
    public string? Email { get; set; }

    /// <summary>None while no change was heard of.</summary>
    public DateTimeOffset? ChangedAt { get; set; }

    /// <summary>The event that this stands on: the greater one wins where two changed at the same instant.</summary>
    public string EventId { get; set; } = "";

    /// <summary>True when a change of that instant and event is newer than what is known.</summary>
    public bool IsOlderThan(DateTimeOffset changedAt, string eventId) =>
        ChangedAt is not { } known
        || changedAt > known
        || (changedAt == known && string.CompareOrdinal(eventId, EventId) > 0);
}
