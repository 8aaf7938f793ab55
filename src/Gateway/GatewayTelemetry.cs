using System.Diagnostics.Metrics;
using Gateway.Http.RateLimits;

namespace Gateway;

/// <summary>What the gateway tells OpenTelemetry beside what ASP.NET Core does. It costs nothing as long as nobody listens.</summary>
public static class GatewayTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Gateway";

    private static readonly Meter _meter = new(Name);

    internal static Counter<long> RefusedCalls { get; } =
        _meter.CreateCounter<long>("gateway.calls.refused", "{call}", "Calls that were refused because the gateway has too many in hand");

    /// <summary>Has the tag <c>gateway.limit</c>: one of <see cref="LimitNames"/>.</summary>
    internal static Counter<long> RateLimited { get; } =
        _meter.CreateCounter<long>("gateway.calls.rate_limited", "{call}", "Calls that were refused with 429 because a limit was reached");

    internal static KeyValuePair<string, object?> LimitTag(string limit) => new("gateway.limit", limit);

    /// <summary>Shows the counters from the start, so that their first increase is one.</summary>
    internal static void BeginAtZero()
    {
        RefusedCalls.Add(0);
        foreach (var limit in new[] { LimitNames.Calls, LimitNames.Commands, LimitNames.ClientRequests })
            RateLimited.Add(0, LimitTag(limit));
    }
}
