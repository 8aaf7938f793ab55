using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace TestKit;

/// <summary>
/// Issues the bearer tokens of tests and benches, good ones and bad ones, with a key of this process. A gateway accepts them
/// if it is given <see cref="Environment"/>, as it accepts those of <c>dotnet user-jwts</c> in Development.
/// </summary>
public static class Tokens
{
    public const string Issuer = "tests";
    public const string Audience = "feedback";
    private const string KeyId = "tests";

    private static readonly JsonWebTokenHandler _handler = new();

    public static SymmetricSecurityKey Key { get; } = new(RandomNumberGenerator.GetBytes(64)) { KeyId = KeyId };

    /// <summary>What a gateway in Development needs to know to accept these tokens.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["Authentication__Schemes__Bearer__ValidIssuer"] = Issuer,
        ["Authentication__Schemes__Bearer__ValidAudiences__0"] = Audience,
        ["Authentication__Schemes__Bearer__SigningKeys__0__Id"] = KeyId,
        ["Authentication__Schemes__Bearer__SigningKeys__0__Issuer"] = Issuer,
        ["Authentication__Schemes__Bearer__SigningKeys__0__Value"] = Convert.ToBase64String(Key.Key),
        ["Authentication__Schemes__Bearer__SigningKeys__0__Length"] = $"{Key.Key.Length}",
    };

    public static string For(string subject, params string[] roles) =>
        Issue([new Claim("sub", subject), .. roles.Select(role => new Claim("role", role))]);

    public static string Issue(
        IEnumerable<Claim> claims, string issuer = Issuer, string audience = Audience, SecurityKey? key = null, TimeSpan? lifetime = null,
        TimeSpan? validIn = null, IDictionary<string, object>? json = null)
    {
        var now = DateTime.UtcNow;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Subject = new ClaimsIdentity(claims),
            IssuedAt = now.AddHours(-1),
            NotBefore = now + (validIn ?? TimeSpan.FromHours(-1)),
            Claims = json,
            Expires = now + (lifetime ?? TimeSpan.FromHours(12)),
            SigningCredentials = new SigningCredentials(key ?? Key, SecurityAlgorithms.HmacSha256),
        });
    }

    /// <summary>A token of any shape whose signature is right: by <see cref="Key"/>, or by other bytes.</summary>
    /// <param name="payload">The claims, as JSON.</param>
    /// <param name="header">The header, as JSON.</param>
    /// <param name="key">What the HMAC is made with.</param>
    public static string Sign(string payload, string header = $$"""{"alg":"HS256","kid":"{{KeyId}}","typ":"JWT"}""", byte[]? key = null)
    {
        var signed = WithoutSignature(payload, header).TrimEnd('.');
        return $"{signed}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(key ?? Key.Key, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>The same with an empty signature.</summary>
    public static string WithoutSignature(string payload, string header) =>
        $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(payload)}.";
}
