using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Shared;

/// <summary>
/// Checks a server's certificate against authorities of one's own in place of the system's. Host, for the broker, and Notifications,
/// for the mail server, compile this file.
/// </summary>
internal static class TrustedAuthorities
{
    /// <summary>Trusts the authorities of a PEM file alone, which is read with each connection, since it is renewed.</summary>
    public static RemoteCertificateValidationCallback Of(string caFile) =>
        (_, certificate, presented, errors) => IsTrusted(caFile, certificate, presented, errors);

    private static bool IsTrusted(string caFile, X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 server || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return false;

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(caFile);
        chain.ChainPolicy.ExtraStore.AddRange(presented?.ChainPolicy.ExtraStore ?? []);
        return chain.Build(server);
    }
}
