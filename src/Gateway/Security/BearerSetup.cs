using Gateway.Json;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Security;

/// <summary>Says which tokens are accepted and how a user is read from one.</summary>
internal static class BearerSetup
{
    private const string SchemeSection = "Authentication:Schemes:Bearer";

    public static GatewayAuthentication Resolve(IConfiguration configuration, GatewayAuthentication? supplied)
    {
        var authentication = new GatewayAuthentication
        {
            Authority = configuration["Auth:Authority"] ?? supplied?.Authority,
            Audience = configuration["Auth:Audience"] ?? supplied?.Audience,
            Issuer = supplied?.Issuer,
            SigningKey = supplied?.SigningKey,
        };
        if (authentication.Authority is not null && authentication.Audience is null)
            throw new InvalidOperationException("Auth:Audience is missing: it names the audience that tokens of Auth:Authority must be for.");
        if (authentication.Authority is null && authentication.SigningKey is null && !configuration.GetSection(SchemeSection).Exists())
            throw new InvalidOperationException("Auth:Authority is missing: without it no bearer token can be checked.");

        return authentication;
    }

    public static void Configure(JwtBearerOptions options, GatewayAuthentication authentication)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters.NameClaimType = CallerExtensions.Subject;
        options.TokenValidationParameters.RoleClaimType = CallerExtensions.Role;
        if (authentication.Authority is not null)
            AcceptAuthority(options, authentication.Authority);
        else if (authentication.SigningKey is not null)
            AcceptKey(options.TokenValidationParameters, authentication.SigningKey, authentication.Issuer);

        if (authentication.Audience is not null)
        {
            var audiences = options.TokenValidationParameters.ValidAudiences ?? [];
            options.TokenValidationParameters.ValidAudiences = [.. audiences, authentication.Audience];
        }

        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = StreamToken.TakeFromQuery,
            OnTokenValidated = RefuseBadSubject,
        };
    }

    private static void AcceptAuthority(JwtBearerOptions options, string authority)
    {
        options.Authority = authority;
        options.RequireHttpsMetadata = !(Uri.TryCreate(authority, UriKind.Absolute, out var address) && address.IsLoopback);
    }

    private static void AcceptKey(TokenValidationParameters parameters, SecurityKey key, string? issuer)
    {
        parameters.IssuerSigningKeys = [.. parameters.IssuerSigningKeys ?? [], key];
        parameters.ValidIssuers = [.. parameters.ValidIssuers ?? [], issuer ?? throw new InvalidOperationException(
            "GatewayAuthentication.Issuer is missing: it names the issuer that signs with GatewayAuthentication.SigningKey.")];
        parameters.ValidateIssuer = true;
        parameters.ValidateIssuerSigningKey = true;
    }

    private static Task RefuseBadSubject(TokenValidatedContext context)
    {
        var subjects = context.Principal?.FindAll(CallerExtensions.Subject).ToList() ?? [];
        if (subjects.Count != 1 || OpaqueId.Fault(subjects[0].Value) is not null)
            context.Fail($"The token's '{CallerExtensions.Subject}' must be one user id of 1 to {OpaqueId.MaxLength} characters.");

        return Task.CompletedTask;
    }
}
