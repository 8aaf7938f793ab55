using System.Threading.RateLimiting;
using Gateway.Http.Problems;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Gateway.Http.RateLimits;

/// <summary>Refuses callers who do too much, with 429 and the time to wait.</summary>
internal static class RateLimiting
{
    public static void AddRateLimits(this IServiceCollection services)
    {
        services.AddRateLimiter(limiter => limiter.AddPolicy<string, CommandLimit>(CommandLimit.Name));
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<GatewayOptions>>((limiter, gateway) =>
        {
            var limits = gateway.Value.RateLimits;
            limiter.GlobalLimiter = CallLimit.Create(limits);
            limiter.OnRejected = (rejected, _) =>
                RefuseAsync(rejected, CallLimit.Name, $"You may make {limits.CallsPerMinute} calls a minute.");
        });
    }

    public static ValueTask RefuseAsync(OnRejectedContext rejected, string limit, string detail)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : TimeSpan.FromMinutes(1);
        return new(TypedResults.Problem(KnownProblems.TooMany(limit, detail, wait)).ExecuteAsync(rejected.HttpContext));
    }
}
