using System.Security.Claims;
using System.Security.Cryptography;
using Gateway;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Demo;

/// <summary>
/// Issues tokens, signed with a key that lives as long as the process. Their lifetime runs on real time: moving the demo clock ends none.
/// </summary>
public sealed class DemoTokenIssuer
{
    private const string Issuer = "feedback-demo";
    private const string Audience = "feedback";
    private static readonly TimeSpan _lifetime = TimeSpan.FromHours(12);

    private readonly SymmetricSecurityKey _key = new(RandomNumberGenerator.GetBytes(64));
    private readonly JsonWebTokenHandler _handler = new();

    /// <summary>What the gateway needs to know to accept these tokens.</summary>
    public GatewayAuthentication Authentication => new() { Issuer = Issuer, Audience = Audience, SigningKey = _key };

    /// <summary>A token for the user with these roles.</summary>
    public string Issue(string subject, IEnumerable<string> roles)
    {
        ArgumentNullException.ThrowIfNull(roles);

        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + _lifetime,
            Subject = new ClaimsIdentity([new Claim("sub", subject), .. roles.Select(role => new Claim("role", role))]),
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
        });
    }
}
