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

/// <summary>The limits that a 429 may name, as they stand on the wire.</summary>
internal static class LimitNames
{
    /// <summary>All calls of one caller.</summary>
    public const string Calls = "calls";

    /// <summary>The commands of one user.</summary>
    public const string Commands = "commands";

    /// <summary>What reaches one client, whoever requests it.</summary>
    public const string ClientRequests = "client-requests";
}

/// <summary>
/// How much one caller may do, section <c>Gateway:RateLimits</c>. Each gateway process counts for itself, from its start on.
/// </summary>
internal sealed class RateLimitOptions
{
    /// <summary>Calls of one user, or of one address without a user, in a minute.</summary>
    public int CallsPerMinute { get; set; } = 6000;

    /// <summary>Requests for feedback and feedback of one user in a minute, those that were refused included.</summary>
    public int CommandsPerMinute { get; set; } = 60;

    /// <summary>The same in a day.</summary>
    public int CommandsPerDay { get; set; } = 600;
}
