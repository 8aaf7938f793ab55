using Microsoft.IdentityModel.Tokens;

namespace Gateway;

/// <summary>
/// Whose bearer tokens the gateway accepts: those of an OpenID Connect authority, or, in development, those signed with a
/// key that the host holds. Keys under <c>Authentication:Schemes:Bearer</c> (<c>dotnet user-jwts</c>) are accepted besides.
/// </summary>
public sealed class GatewayAuthentication
{
    /// <summary>The OpenID Connect authority (<c>Auth:Authority</c>); none when <see cref="SigningKey"/> is used.</summary>
    public string? Authority { get; set; }

    /// <summary>The audience that a token must name (<c>Auth:Audience</c>).</summary>
    public string? Audience { get; set; }

    /// <summary>The issuer that a token signed with <see cref="SigningKey"/> must name.</summary>
    public string? Issuer { get; set; }

    /// <summary>The key of the development issuer, symmetric or public; never set in production.</summary>
    public SecurityKey? SigningKey { get; set; }
}
