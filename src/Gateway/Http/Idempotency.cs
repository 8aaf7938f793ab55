using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Http.Input;

namespace Gateway.Http;

/// <summary>Reads the <c>Idempotency-Key</c> header.</summary>
internal static class Idempotency
{
    public const string Header = "Idempotency-Key";

    /// <summary>The caller's key with the hash of what was understood of the body; null without the header.</summary>
    public static IdempotencyKey? KeyOf<TBody>(HttpRequest request, TBody body)
    {
        if (!request.Headers.TryGetValue(Header, out var values))
            return null;
        if (values is not [{ } key])
            throw new InvalidInputException(Header, "must be given once");
        if (TextRules.IdempotencyKeyProblem(key) is { } fault)
            throw new InvalidInputException(Header, fault);

        var canonical = JsonSerializer.SerializeToUtf8Bytes(body);
        return new IdempotencyKey { Key = key, BodyHash = Convert.ToHexStringLower(SHA256.HashData(canonical)) };
    }
}
