using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Crash.Fleet;

/// <summary>Bearer tokens of the rig's own making, which the gateway accepts as it does those of <c>dotnet user-jwts</c>.</summary>
internal static class Tokens
{
    private const string Issuer = "crash-rig";
    private const string Audience = "feedback";

    private static readonly SymmetricSecurityKey s_key = new(Enumerable.Range(1, 32).Select(value => (byte)value).ToArray());
    private static readonly JsonWebTokenHandler s_handler = new();
    private static readonly ConcurrentDictionary<(string Subject, string? Role), string> _issued = new();

    public static IReadOnlyDictionary<string, string> Keys { get; } = new Dictionary<string, string>
    {
        ["DOTNET_ENVIRONMENT"] = "Development",
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["Auth__Audience"] = Audience,
        ["Authentication__Schemes__Bearer__ValidIssuer"] = Issuer,
        ["Authentication__Schemes__Bearer__ValidAudiences__0"] = Audience,
        ["Authentication__Schemes__Bearer__SigningKeys__0__Id"] = "crash",
        ["Authentication__Schemes__Bearer__SigningKeys__0__Issuer"] = Issuer,
        ["Authentication__Schemes__Bearer__SigningKeys__0__Value"] = Convert.ToBase64String(s_key.Key),
        ["Authentication__Schemes__Bearer__SigningKeys__0__Length"] = "32",
    };

    public static string Of(string subject, string? role = null) => _issued.GetOrAdd((subject, role), Issue);

    private static string Issue((string Subject, string? Role) caller) => s_handler.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Issuer,
        Audience = Audience,
        Expires = DateTime.UtcNow.AddHours(8),
        Subject = new ClaimsIdentity(caller.Role is { } role
            ? [new Claim("sub", caller.Subject), new Claim("role", role)]
            : [new Claim("sub", caller.Subject)]),
        SigningCredentials = new SigningCredentials(s_key, SecurityAlgorithms.HmacSha256),
    });
}
