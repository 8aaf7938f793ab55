using Contracts.Messages;
using Notifications.Persistence;

namespace Notifications.Profiles;

/// <summary>
/// A profile event that can't be kept. It goes to the error queue at once: trying again would not change it. The message
/// names the member, never its value.
/// </summary>
internal sealed class InvalidUserProfileException(string member, string rule)
    : Exception($"UserProfileChanged.{member} {rule}")
{
    public static void ThrowIfInvalid(UserProfileChanged message)
    {
        ThrowIfInvalid(message.EventId, nameof(message.EventId), Lengths.Id);
        ThrowIfInvalid(message.UserId, nameof(message.UserId), Lengths.Id);
        ThrowIfInvalid(message.DisplayName, nameof(message.DisplayName), Lengths.Name);
    }

    private static void ThrowIfInvalid(string? value, string member, int length)
    {
        if (string.IsNullOrWhiteSpace(value) || value.Length > length)
            throw new InvalidUserProfileException(member, $"must have 1 to {length} characters.");
    }
}
