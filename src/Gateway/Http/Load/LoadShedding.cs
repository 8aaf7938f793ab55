using System.Buffers;
using System.Threading.RateLimiting;
using Gateway.Http.Input;
using Gateway.Http.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Gateway.Http.Load;

/// <summary>
/// Bounds how many calls the gateway has in hand (<c>Gateway:MaxCallsInHand</c>): more would only wait in the services' queues until nobody
/// waits for them any more. Some others may wait here for a moment (<c>Gateway:MaxCallsWaiting</c>, <c>Gateway:MaxCallWait</c>), which also
/// slows down those who call again at once, and all others are refused. It stands before authentication, so that a refusal costs little.
/// </summary>
internal sealed partial class LoadShedding(IOptions<GatewayOptions> options, ILogger<LoadShedding> logger) : IDisposable
{
    private const long Silence = 60_000;

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.MaxCallsInHand,
        QueueLimit = options.Value.MaxCallsWaiting,
    });

    private long _warnAgainAt;

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<CallsInHand>() is not { AreBounded: true })
        {
            await next(context);
            return;
        }

        if (!IsFull)
            await ReadBodyAsync(context.Request);

        using var lease = await AcquireAsync(context.RequestAborted);
        if (lease is { IsAcquired: true })
            await next(context);
        else
            await RefuseAsync(context);
    }

    public void Dispose() => _limiter.Dispose();

    private bool IsFull =>
        _limiter.GetStatistics() is { CurrentAvailablePermits: 0 } now && now.CurrentQueuedCount >= options.Value.MaxCallsWaiting;

    /// <summary>None when nothing became free while the call waited.</summary>
    private async Task<RateLimitLease?> AcquireAsync(CancellationToken callerLeft)
    {
        var lease = _limiter.AttemptAcquire();
        if (lease.IsAcquired || options.Value.MaxCallsWaiting == 0)
            return lease;

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(callerLeft);
        patience.CancelAfter(options.Value.MaxCallWait);
        var acquiring = _limiter.AcquireAsync(1, patience.Token).AsTask();

        // Many are refused at a time: an exception for each would cost more than the refusal.
        await ((Task)acquiring).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return acquiring.IsCompletedSuccessfully ? await acquiring : null;
    }

    /// <summary>A call is in hand once its body is there: who sends it slowly keeps nobody else out.</summary>
    private static async Task ReadBodyAsync(HttpRequest request)
    {
        var hasBody = request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;
        if (!hasBody || request.ContentLength > JsonBody.MaxBytes)
            return;

        const int Most = JsonBody.MaxBytes + 1;
        request.EnableBuffering(Most, Most);
        var buffer = ArrayPool<byte>.Shared.Rent(Most);
        try
        {
            await request.Body.ReadAtLeastAsync(
                buffer.AsMemory(0, Most), Most, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        request.Body.Position = 0;
    }

    private Task RefuseAsync(HttpContext context)
    {
        GatewayTelemetry.RefusedCalls.Add(1);
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
