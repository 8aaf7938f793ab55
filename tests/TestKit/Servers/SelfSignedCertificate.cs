using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TestKit.Processes;

namespace TestKit.Servers;

/// <summary>A certificate for servers on loopback, as PEM files.</summary>
internal static class SelfSignedCertificate
{
    public static (string Certificate, string Key) WriteTo(TemporaryFolder folder, string? owner = null)
    {
        using var key = RSA.Create(2048);
        using var certificate = ServerCertificate.Request("localhost", key)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        return ServerCertificate.Write(folder, certificate, key, owner);
    }
}

/// <summary>
/// The PEM files of a certificate that an authority of the test's own has signed, for a server on loopback and for those of its clients
/// that it lets in.
/// </summary>
public sealed record SignedCertificate(string AuthorityFile, string CertificateFile, string KeyFile)
{
    /// <param name="folder">Where the files go.</param>
    /// <param name="name">The common name, by which a server may know its client.</param>
    /// <param name="owner">Who may read the key.</param>
    internal static SignedCertificate WriteTo(TemporaryFolder folder, string name, string? owner)
    {
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        using var authorityKey = RSA.Create(2048);
        var authorityRequest = new CertificateRequest(
            "CN=Test authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        using var authority = authorityRequest.CreateSelfSigned(from, to);

        using var key = RSA.Create(2048);
        using var certificate = ServerCertificate.Request(name, key).Create(authority, from, to, RandomNumberGenerator.GetBytes(8));
        var (certificateFile, keyFile) = ServerCertificate.Write(folder, certificate, key, owner);
        File.WriteAllText(folder.Path("authority.pem"), authority.ExportCertificatePem());
        return new(folder.Path("authority.pem"), certificateFile, keyFile);
    }
}

internal static class ServerCertificate
{
    public static CertificateRequest Request(string name, RSA key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    public static (string Certificate, string Key) Write(TemporaryFolder folder, X509Certificate2 certificate, RSA key, string? owner)
    {
        var (certificateFile, keyFile) = (folder.Path("certificate.pem"), folder.Path("key.pem"));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        if (owner is not null)
        {
            using var chown = Process.Start("chown", [$"{owner}:", keyFile]);
            chown.WaitForExit();
        }

        return (certificateFile, keyFile);
    }
}
