using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Notifications.Tests.Webhooks;

/// <summary>How a subscriber checks a message, written from the text of Standard Webhooks alone.</summary>
internal static class Verification
{
    private static readonly TimeSpan _tolerance = TimeSpan.FromMinutes(5);

    public static bool IsGenuine(ReceivedMessage message, string secret, DateTimeOffset now)
    {
        if (!long.TryParse(message.Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > _tolerance)
        {
            return false;
        }

        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Convert.FromBase64String(secret["whsec_".Length..]));
        mac.AppendData(Encoding.ASCII.GetBytes(message.Id));
        mac.AppendData("."u8);
        mac.AppendData(Encoding.ASCII.GetBytes(message.Timestamp));
        mac.AppendData("."u8);
        mac.AppendData(message.Body);
        var expected = mac.GetHashAndReset();
        return message.Signature.Split(' ')
            .Select(signature => signature.Split(',', 2))
            .Any(parts => parts[0] == "v1" && CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(parts[1]), expected));
    }
}
