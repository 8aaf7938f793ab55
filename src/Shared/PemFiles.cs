using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Shared;

/// <summary>Checks the files of an encrypted connection before there is one. Host and Notifications compile this file.</summary>
internal static class PemFiles
{
    /// <summary>Whether there is a certificate of an authority in the file.</summary>
    public static bool HoldsAuthorities(string file) => CanRead(() =>
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        foreach (var authority in authorities)
            authority.Dispose();

        return authorities.Count > 0;
    });

    /// <summary>Whether there is a certificate in the file, and its key in the other or, without one, in the same.</summary>
    public static bool HoldsCertificate(string file, string? keyFile) => CanRead(() =>
    {
        X509Certificate2.CreateFromPemFile(file, keyFile).Dispose();
        return true;
    });

    private static bool CanRead(Func<bool> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
