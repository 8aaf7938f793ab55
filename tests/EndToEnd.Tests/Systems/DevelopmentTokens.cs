using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EndToEnd.Tests.Systems;

/// <summary>Signs tokens as <c>dotnet user-jwts</c> does, with a key that the gateway is given in its configuration.</summary>
public sealed class DevelopmentTokens
{
    private const string Issuer = "end-to-end-tests";
    private const string Audience = "feedback";
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>What the gateway needs to know to accept these tokens.</summary>
    public IReadOnlyDictionary<string, string> ToEnvironment() => new Dictionary<string, string>
    {
        ["Authentication__Schemes__Bearer__ValidIssuer"] = Issuer,
        ["Authentication__Schemes__Bearer__ValidAudiences__0"] = Audience,
        ["Authentication__Schemes__Bearer__SigningKeys__0__Id"] = "tests",
        ["Authentication__Schemes__Bearer__SigningKeys__0__Issuer"] = Issuer,
        ["Authentication__Schemes__Bearer__SigningKeys__0__Value"] = Convert.ToBase64String(_key),
        ["Authentication__Schemes__Bearer__SigningKeys__0__Length"] = $"{_key.Length}",
    };

    public string Issue(string subject, params string[] roles)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var header = Encode(JsonSerializer.SerializeToUtf8Bytes(new { alg = "HS256", typ = "JWT", kid = "tests" }));
        var payload = Encode(JsonSerializer.SerializeToUtf8Bytes(
            new { sub = subject, role = roles, iss = Issuer, aud = Audience, nbf = now - 60, exp = now + 3600 }));
        var signature = Encode(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes($"{header}.{payload}")));
        return $"{header}.{payload}.{signature}";
    }

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
