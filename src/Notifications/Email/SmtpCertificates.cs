using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;

namespace Notifications.Email;

/// <summary>
/// Has a connection trust the authorities of <c>Email:CaFile</c> alone, and show the certificate of <c>Email:CertificateFile</c>.
/// </summary>
internal static class SmtpCertificates
{
    public static void Use(SmtpClient client, EmailOptions options)
    {
        if (options.CaFile is { Length: > 0 } authorities)
        {
            client.ServerCertificateValidationCallback = (_, certificate, presented, errors) =>
                IsTrusted(authorities, certificate, presented, errors);
        }

        if (options.CertificateFile is { Length: > 0 } file)
            client.ClientCertificates = [X509Certificate2.CreateFromPemFile(file, options.KeyFile is { Length: > 0 } key ? key : null)];
    }

    private static bool IsTrusted(string authorities, X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 server || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return false;

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(presented?.ChainPolicy.ExtraStore ?? []);
        return chain.Build(server);
    }
}
