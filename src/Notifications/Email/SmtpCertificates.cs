using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;
using Shared;

namespace Notifications.Email;

/// <summary>
/// Has a connection trust the authorities of <c>Email:CaFile</c> alone, and show the certificate of <c>Email:CertificateFile</c>.
/// </summary>
internal static class SmtpCertificates
{
    public static void Use(SmtpClient client, EmailOptions options)
    {
        if (options.CaFile is { } authorities)
            client.ServerCertificateValidationCallback = TrustedAuthorities.Of(authorities);

        if (options.CertificateFile is { } file)
            client.ClientCertificates = [X509Certificate2.CreateFromPemFile(file, options.KeyFile)];
    }
}
