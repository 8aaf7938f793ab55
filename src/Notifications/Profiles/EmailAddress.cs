using System.Net.Mail;
using Notifications.Persistence;

namespace Notifications.Profiles;

/// <summary>Tells addresses that mail can be sent to from those that it can't.</summary>
internal static class EmailAddress
{
    /// <summary>
    /// The bare address, or none: an email to an address that is no address waits, and a later correction releases it.
    /// </summary>
    public static string? UsableOrNull(string? text)
    {
        var address = text?.Trim();
        return address is { Length: > 0 and <= Lengths.Address }
            && !address.Any(char.IsControl)
            && MailAddress.TryCreate(address, out var parsed)
            && parsed.Address == address
                ? address
                : null;
    }
}
