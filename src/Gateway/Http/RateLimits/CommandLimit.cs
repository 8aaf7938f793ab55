using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Gateway.Http.RateLimits;

/// <summary>Bounds the commands of one user: an accepted one sends somebody an email, and a refused one is kept for a day.</summary>
internal sealed class CommandLimit(IOptions<GatewayOptions> options) : IRateLimiterPolicy<string>
{
    public const string Name = LimitNames.Commands;

    private readonly RateLimitOptions _limits = options.Value.RateLimits;

    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected => (rejected, _) => RateLimiting.RefuseAsync(
        rejected,
        Name,
        $"You may request or provide feedback {_limits.CommandsPerMinute} times a minute and {_limits.CommandsPerDay} times a day.");

    public RateLimitPartition<string> GetPartition(HttpContext httpContext) =>
        RateLimitPartition.Get(CallLimit.CallerOf(httpContext), _ => RateLimiter.CreateChained(
            new FixedWindowRateLimiter(Windows.Of(_limits.CommandsPerMinute, TimeSpan.FromMinutes(1))),
            new FixedWindowRateLimiter(Windows.Of(_limits.CommandsPerDay, TimeSpan.FromDays(1)))));
}
