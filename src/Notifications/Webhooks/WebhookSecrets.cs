using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Notifications.Webhooks;

/// <summary>
/// Makes the secrets of subscribers, and keeps them so that nobody reads them in the table: encrypted by AES-256-GCM with a key of
/// <c>Webhooks:EncryptionKeys</c>, and bound to their subscriber (R69).
/// </summary>
internal sealed class WebhookSecrets
{
    private const string Prefix = "whsec_";
    private const int SecretBytes = 32;
    private const int KeyBytes = 32;
    private const int NameBytes = 8;

    private readonly List<byte[]> _keys;

    public WebhookSecrets(IOptions<WebhookOptions> options) =>
        _keys = [.. (options.Value.EncryptionKeys ?? []).Select(Convert.FromBase64String)];

    /// <summary>Whether there is a key to keep a secret with.</summary>
    public bool CanKeep => _keys.Count > 0;

    public static bool IsKey(string? key)
    {
        Span<byte> bytes = stackalloc byte[KeyBytes];
        return key is not null && Convert.TryFromBase64String(key, bytes, out var length) && length == KeyBytes;
    }

    public static byte[] New() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>The secret as Standard Webhooks writes it.</summary>
    public static string ToText(byte[] secret) => Prefix + Convert.ToBase64String(secret);

    /// <summary>The secret as it is stored.</summary>
    /// <exception cref="InvalidOperationException">There is no key.</exception>
    public string Keep(Guid webhookId, byte[] secret)
    {
        if (!CanKeep)
            throw new InvalidOperationException("Webhooks:EncryptionKeys is missing.");

        var key = _keys[0];
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var (text, tag) = (new byte[secret.Length], new byte[AesGcm.TagByteSizes.MaxSize]);
        using var cipher = new AesGcm(key, tag.Length);
        cipher.Encrypt(nonce, secret, text, tag, BoundTo(webhookId));
        return Convert.ToBase64String([.. NameOf(key), .. nonce, .. tag, .. text]);
    }

    /// <summary>The secret that is stored; null if no key of the configuration reads it.</summary>
    public byte[]? Read(Guid webhookId, string kept)
    {
        ReadOnlySpan<byte> bytes = Convert.FromBase64String(kept);
        var nonceEnd = NameBytes + AesGcm.NonceByteSizes.MaxSize;
        var tagEnd = nonceEnd + AesGcm.TagByteSizes.MaxSize;
        foreach (var key in _keys)
        {
            if (bytes.Length <= tagEnd || !bytes[..NameBytes].SequenceEqual(NameOf(key)))
                continue;

            try
            {
                var secret = new byte[bytes.Length - tagEnd];
                using var cipher = new AesGcm(key, tagEnd - nonceEnd);
                cipher.Decrypt(bytes[NameBytes..nonceEnd], bytes[tagEnd..], bytes[nonceEnd..tagEnd], secret, BoundTo(webhookId));
                return secret;
            }
            catch (AuthenticationTagMismatchException)
            {
                // It was altered, or it is another subscriber's.
            }
        }

        return null;
    }

    /// <summary>The signature of a message, with all secrets that are valid (Standard Webhooks, <c>v1</c>).</summary>
    /// <param name="secrets">The secrets, the newest first.</param>
    /// <param name="messageId">The <c>webhook-id</c>.</param>
    /// <param name="timestamp">The <c>webhook-timestamp</c>: seconds since 1970.</param>
    /// <param name="body">What is sent, byte by byte.</param>
    public static string Sign(IEnumerable<byte[]> secrets, string messageId, string timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{messageId}.{timestamp}."), .. body];
        return string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}"));
    }

    private static byte[] BoundTo(Guid webhookId) => webhookId.ToByteArray(bigEndian: true);

    private static ReadOnlySpan<byte> NameOf(byte[] key) => SHA256.HashData([.. "webhook key\n"u8, .. key]).AsSpan(0, NameBytes);
}
