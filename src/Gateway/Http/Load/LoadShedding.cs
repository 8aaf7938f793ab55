using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;
using Gateway.Http.Problems;
using Microsoft.Extensions.Options;

namespace Gateway.Http.Load;

/// <summary>
/// Bounds how many calls the gateway has in hand (<c>Gateway:MaxCallsInHand</c>), and refuses all others at once: more would only wait
/// in the services' queues until nobody waits for them any more. It stands before authentication, so that a refusal costs little.
/// </summary>
internal sealed partial class LoadShedding(IOptions<GatewayOptions> options, ILogger<LoadShedding> logger) : IDisposable
{
    private const long Silence = 60_000;

    private static readonly Meter _meter = new(GatewayTelemetry.Name);
    private static readonly Counter<long> _refused =
        _meter.CreateCounter<long>("gateway.calls.refused", "{call}", "Calls that were refused because the gateway has too many in hand");

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions { PermitLimit = options.Value.MaxCallsInHand });
    private long _warnAgainAt;

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<CallsInHand>() is not { AreBounded: true })
        {
            await next(context);
            return;
        }

        using var lease = _limiter.AttemptAcquire();
        if (lease.IsAcquired)
            await next(context);
        else
            await RefuseAsync(context);
    }

    public void Dispose() => _limiter.Dispose();

    private Task RefuseAsync(HttpContext context)
    {
        _refused.Add(1);
        var (now, warnAgainAt) = (Environment.TickCount64, Interlocked.Read(ref _warnAgainAt));
        if (now >= warnAgainAt && Interlocked.CompareExchange(ref _warnAgainAt, now + Silence, warnAgainAt) == warnAgainAt)
            LogRefusing(options.Value.MaxCallsInHand);

        context.Features.Set(new RefusedCall());
        return TypedResults.Problem(KnownProblems.Overloaded()).ExecuteAsync(context);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{MaxCallsInHand} calls are in hand: others are refused with 503, and counted by gateway.calls.refused. Said once a minute")]
    private partial void LogRefusing(int maxCallsInHand);
}

/// <summary>Of an endpoint: whether its calls count among those in hand.</summary>
internal sealed record CallsInHand(bool AreBounded);

/// <summary>The call was refused because of the load: a feature of the request.</summary>
public sealed record RefusedCall;
