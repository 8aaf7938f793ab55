using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Tests.Harness;

/// <summary>Issues the tokens of the tests, good ones and bad ones.</summary>
public static class Tokens
{
    public const string Issuer = "tests";
    public const string Audience = "feedback";

    public static readonly SymmetricSecurityKey Key = new(RandomNumberGenerator.GetBytes(64));

    public static string For(string subject, params string[] roles) =>
        Issue([new Claim("sub", subject), .. roles.Select(role => new Claim("role", role))]);

    public static string Issue(
        IEnumerable<Claim> claims, string issuer = Issuer, string audience = Audience, SecurityKey? key = null, TimeSpan? lifetime = null)
    {
        var expires = DateTime.UtcNow + (lifetime ?? TimeSpan.FromHours(1));
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Subject = new ClaimsIdentity(claims),
            IssuedAt = expires.AddHours(-2),
            NotBefore = expires.AddHours(-2),
            Expires = expires,
            SigningCredentials = new SigningCredentials(key ?? Key, SecurityAlgorithms.HmacSha256),
        });
    }
}
