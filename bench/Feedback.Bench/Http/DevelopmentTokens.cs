using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Feedback.Bench.Http;

/// <summary>Signs tokens as <c>dotnet user-jwts</c> does, with a key that the gateway is given in its configuration.</summary>
internal sealed class DevelopmentTokens
{
    private const string Issuer = "bench";
    private const string Audience = "feedback";
    private const string KeyId = "bench";

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>What the gateway needs to know to accept these tokens.</summary>
    public IReadOnlyDictionary<string, string> ToEnvironment() => new Dictionary<string, string>
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["Authentication__Schemes__Bearer__ValidIssuer"] = Issuer,
        ["Authentication__Schemes__Bearer__ValidAudiences__0"] = Audience,
        ["Authentication__Schemes__Bearer__SigningKeys__0__Id"] = KeyId,
        ["Authentication__Schemes__Bearer__SigningKeys__0__Issuer"] = Issuer,
        ["Authentication__Schemes__Bearer__SigningKeys__0__Value"] = Convert.ToBase64String(_key),
        ["Authentication__Schemes__Bearer__SigningKeys__0__Length"] = $"{_key.Length}",
    };

    public string Issue(string subject)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var header = Encode(new { alg = "HS256", typ = "JWT", kid = KeyId });
        var payload = Encode(new { sub = subject, iss = Issuer, aud = Audience, nbf = now - 60, exp = now + 3600 });
        var signature = Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes($"{header}.{payload}")));
        return $"{header}.{payload}.{signature}";
    }

    private static string Encode<T>(T part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
}
