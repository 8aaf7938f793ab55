namespace Host.Configuration;

/// <summary>
/// Whose tokens the gateway accepts has to be said: an OpenID Connect authority (<c>Auth:Authority</c> with
/// <c>Auth:Audience</c>), or in Development the demo issuer or the keys that <c>dotnet user-jwts</c> keeps.
/// </summary>
internal static class AuthenticationCheck
{
    private const string AuthorityKey = "Auth:Authority";
    private const string AudienceKey = "Auth:Audience";

    public static void Run(
        SettingsReader settings, IConfiguration configuration, HostRoles roles, DemoSettings demo, IHostEnvironment environment)
    {
        if (!roles.IncludeGateway())
            return;

        if (settings.Text("Auth:RoleClaim")?.Contains(' ') is true)
            throw new StartRefusedException("Auth:RoleClaim", "names one claim; leave it out for role, roles and groups.");

        if (settings.Address(AuthorityKey, "https", "http") is { } authority)
        {
            if (authority.Scheme == "http" && !authority.IsLoopback)
                throw new StartRefusedException(AuthorityKey, $"'{authority}' has to be an https:// address.");

            settings.Required(AudienceKey, "tokens of Auth:Authority have to name whom they are for");
        }
        else if (!demo.Enabled && !HasDevelopmentKeys(configuration, environment))
            settings.Required(AuthorityKey, "the gateway needs to know whose tokens to accept, and only demo mode issues its own");
    }

    private static bool HasDevelopmentKeys(IConfiguration configuration, IHostEnvironment environment) =>
        environment.IsDevelopment() && configuration.GetSection("Authentication:Schemes:Bearer").Exists();
}
