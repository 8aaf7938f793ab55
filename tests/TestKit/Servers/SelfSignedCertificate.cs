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
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));

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
