using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Shared;

namespace Host.Configuration;

/// <summary>
/// The PEM files of an encrypted connection: the authorities to trust in place of the system's (<c>:CaFile</c>), and the certificate
/// that the process shows (<c>:CertificateFile</c>) with its key (<c>:KeyFile</c>; null where the key stands in the same file).
/// </summary>
internal sealed record TlsFiles(string? CaFile, string? CertificateFile, string? KeyFile)
{
    public bool IsEmpty => CaFile is null && CertificateFile is null;

    public X509Certificate2Collection ClientCertificates =>
        CertificateFile is null ? [] : [X509Certificate2.CreateFromPemFile(CertificateFile, KeyFile)];

    /// <summary>Reads the files with each connection, since they are renewed; null where the system's authorities decide.</summary>
    public RemoteCertificateValidationCallback? Validation =>
        CaFile is null ? null : TrustedAuthorities.Of(CaFile);

    public static TlsFiles Read(SettingsReader settings, string section)
    {
        var files = new TlsFiles(
            settings.File($"{section}:CaFile"), settings.File($"{section}:CertificateFile"), settings.File($"{section}:KeyFile"));

        return files.KeyFile is not null && files.CertificateFile is null
            ? throw new StartRefusedException($"{section}:CertificateFile", $"is missing; {section}:KeyFile is the key of it.")
            : files;
    }

    /// <exception cref="StartRefusedException">A file does not hold what it has to.</exception>
    public TlsFiles Checked(string section)
    {
        if (CaFile is not null && !PemFiles.HoldsAuthorities(CaFile))
            throw new StartRefusedException($"{section}:CaFile", $"'{CaFile}' holds no certificate in PEM.");

        return CertificateFile is not null && !PemFiles.HoldsCertificate(CertificateFile, KeyFile)
            ? throw new StartRefusedException(
                $"{section}:CertificateFile", $"'{CertificateFile}' holds no certificate in PEM with its key.")
            : this;
    }
}
