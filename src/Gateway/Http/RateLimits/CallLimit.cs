using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Gateway.Http.Security;

namespace Gateway.Http.RateLimits;

/// <summary>Bounds the calls of one caller, whatever they are for. The page and the health checks are not counted.</summary>
internal static class CallLimit
{
    public const string Name = LimitNames.Calls;

    private const int NetworkBytes = 8;

    public static PartitionedRateLimiter<HttpContext> Create(RateLimitOptions options) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context =>
            IsCounted(context.Request.Path)
                ? RateLimitPartition.GetFixedWindowLimiter(
                    CallerOf(context), _ => Windows.Of(options.CallsPerMinute, TimeSpan.FromMinutes(1)))
                : RateLimitPartition.GetNoLimiter(""));

    private static bool IsCounted(PathString path) =>
        path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/unsubscribe", StringComparison.OrdinalIgnoreCase);

    /// <summary>The user, or the address where nobody is signed in: of IPv6 the network, in which one caller has all addresses.</summary>
    public static string CallerOf(HttpContext context)
    {
        if (context.User.FindFirstValue(Caller.Subject) is { } userId)
            return $"user {userId}";

        var address = context.Connection.RemoteIpAddress;
        return address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? $"network {Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes))}"
            : $"address {address?.MapToIPv4()}";
    }
}

/// <summary>A number of permits that is there anew when its time is over.</summary>
internal static class Windows
{
    public static FixedWindowRateLimiterOptions Of(int permits, TimeSpan window) => new() { PermitLimit = permits, Window = window };
}
