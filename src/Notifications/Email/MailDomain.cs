using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Notifications.Email;

/// <summary>Writes domains in ASCII (punycode), the form that every mail server understands.</summary>
internal static class MailDomain
{
    private static readonly IdnMapping _idn = new();

    /// <summary>The domain in ASCII.</summary>
    /// <exception cref="ArgumentException">The domain has no form in ASCII.</exception>
    public static string ToAscii(string domain) => Ascii.IsValid(domain) ? domain : _idn.GetAscii(domain);

    /// <summary>False where the domain has no form in ASCII.</summary>
    public static bool TryToAscii(string domain, [NotNullWhen(true)] out string? ascii)
    {
        try
        {
            ascii = ToAscii(domain);
            return true;
        }
        catch (ArgumentException)
        {
            ascii = null;
            return false;
        }
    }
}
