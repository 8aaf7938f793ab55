using Gateway.Operations;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Gateway.Http.Security;

/// <summary>
/// Whether tokens can be checked: the keys of the authority are fetched once and kept, so an authority that goes away later does no harm
/// until it changes them.
/// </summary>
internal sealed partial class TokenAuthority(
    IOptionsMonitor<JwtBearerOptions> bearer, IOptions<GatewayOptions> gateway, ILogger<TokenAuthority> logger) : IHealthCheck
{
    private int _isUnreachable;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await CanCheckAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthEndpoints.Unhealthy("no token can be checked");

    /// <summary>False when the keys of the authority are not known and can't be fetched within <c>Gateway:RequestTimeout</c>.</summary>
    public async Task<bool> CanCheckAsync(CancellationToken cancellationToken)
    {
        var options = bearer.Get(JwtBearerDefaults.AuthenticationScheme);
        if (options.ConfigurationManager is not { } keys)
            return true;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(gateway.Value.RequestTimeout);
        try
        {
            await keys.GetConfigurationAsync(limit.Token).WaitAsync(limit.Token);
            if (Interlocked.Exchange(ref _isUnreachable, 0) == 1)
                LogReachable(options.Authority);

            return true;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            if (Interlocked.Exchange(ref _isUnreachable, 1) == 0)
                LogUnreachable(options.Authority, failure.GetBaseException().Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "No token can be checked: the keys of {Authority} can't be fetched. {Reason}")]
    private partial void LogUnreachable(string? authority, string reason);

    [LoggerMessage(LogLevel.Information, "Tokens can be checked again: the keys of {Authority} are there")]
    private partial void LogReachable(string? authority);
}

/// <summary>The token of the request could not be checked: a feature of the request.</summary>
internal sealed record UncheckedToken;
