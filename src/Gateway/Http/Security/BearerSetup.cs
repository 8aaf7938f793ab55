using System.Security.Claims;
using System.Text.Json;
using Gateway.Http.Problems;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Http.Security;

/// <summary>Says which tokens are accepted and how a user is read from one.</summary>
internal static class BearerSetup
{
    private const string SchemeSection = "Authentication:Schemes:Bearer";
    private const string StreamPath = "/api/me/messages/stream";
    public const string StreamTokenParameter = "access_token";

    /// <summary>How far the clocks of an issuer and of this machine may be apart: for <c>exp</c> and <c>nbf</c>.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    public static GatewayAuthentication Resolve(IConfiguration configuration, GatewayAuthentication? supplied)
    {
        var authentication = new GatewayAuthentication
        {
            Authority = Text(configuration, "Auth:Authority") ?? supplied?.Authority,
            Audience = Text(configuration, "Auth:Audience") ?? supplied?.Audience,
            RoleClaim = Text(configuration, "Auth:RoleClaim") ?? supplied?.RoleClaim,
            Issuer = supplied?.Issuer,
            SigningKey = supplied?.SigningKey,
        };
        if (authentication.Authority is not null && authentication.Audience is null)
            throw new InvalidOperationException(
                "Auth:Audience is missing: it names the audience that tokens of Auth:Authority must be for.");
        if (authentication.Authority is null && authentication.SigningKey is null && !configuration.GetSection(SchemeSection).Exists())
            throw new InvalidOperationException("Auth:Authority is missing: without it no bearer token can be checked.");

        return authentication;
    }

    public static void Configure(JwtBearerOptions options, GatewayAuthentication authentication)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters.NameClaimType = Caller.Subject;
        options.TokenValidationParameters.RoleClaimType = Caller.Role;
        options.TokenValidationParameters.ClockSkew = ClockSkew;
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
            OnMessageReceived = async context =>
            {
                TakeStreamTokenFromQuery(context);
                await RefuseUncheckedAsync(context);
            },
            OnChallenge = ChallengeUncheckedAsync,
            OnTokenValidated = context =>
            {
                using var claims = ClaimsOf((JsonWebToken)context.SecurityToken);
                RefuseBadSubject(context, claims.RootElement);
                RoleClaims.Add((ClaimsIdentity)context.Principal!.Identity!, claims.RootElement, authentication.RoleClaim);
                return Task.CompletedTask;
            },
        };
    }

    /// <summary>A blank value, as of a variable that is set to nothing, is none.</summary>
    private static string? Text(IConfiguration configuration, string key) =>
        string.IsNullOrWhiteSpace(configuration[key]) ? null : configuration[key]!.Trim();

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

    /// <summary>As the token has them: the claims of the principal are texts, whatever the token's are.</summary>
    private static JsonDocument ClaimsOf(JsonWebToken token) =>
        JsonDocument.Parse(Base64UrlEncoder.DecodeBytes((token.InnerToken ?? token).EncodedPayload));

    private static void RefuseBadSubject(TokenValidatedContext context, JsonElement claims)
    {
        var subjects = context.Principal?.FindAll(Caller.Subject).ToList() ?? [];
        var problem = subjects.Count != 1 ? "must be there once"
            : IsText(claims) ? TextRules.IdProblem(subjects[0].Value)
            : "must be text";
        if (problem is not null)
        {
            var reason = $"The token's '{Caller.Subject}' {problem}.";
            context.HttpContext.Features.Set(new RefusedToken(reason));
            context.Fail(reason);
        }
    }

    /// <summary>One number has several spellings, so that one user would be several.</summary>
    private static bool IsText(JsonElement claims) =>
        claims.TryGetProperty(Caller.Subject, out var subject) && subject.ValueKind == JsonValueKind.String;

    // A browser's EventSource can't set headers, so the message stream alone takes its token from the query too.
    private static void TakeStreamTokenFromQuery(MessageReceivedContext context)
    {
        if (context.Request.Path.Equals(StreamPath, StringComparison.OrdinalIgnoreCase)
            && !context.Request.Headers.ContainsKey("Authorization"))
            context.Token = context.Request.Query[StreamTokenParameter];
    }

    /// <summary>Who comes without a token needs no authority.</summary>
    private static async Task RefuseUncheckedAsync(MessageReceivedContext context)
    {
        if (context.Token is null && !context.Request.Headers.ContainsKey("Authorization"))
            return;

        var authority = context.HttpContext.RequestServices.GetRequiredService<TokenAuthority>();
        if (await authority.CanCheckAsync(context.HttpContext.RequestAborted))
            return;

        context.HttpContext.Features.Set(new UncheckedToken());
        context.Fail("The authority can't be reached.");
    }

    private static Task ChallengeUncheckedAsync(JwtBearerChallengeContext context)
    {
        if (context.HttpContext.Features.Get<UncheckedToken>() is null)
            return Task.CompletedTask;

        context.HandleResponse();
        return TypedResults.Problem(KnownProblems.UncheckedToken()).ExecuteAsync(context.HttpContext);
    }
}

/// <summary>Why a token that is valid otherwise was refused: a feature of the request.</summary>
internal sealed record RefusedToken(string Reason);
