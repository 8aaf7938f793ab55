using MassTransit;
using Microsoft.Extensions.Options;
using Shared;

namespace Gateway.Http;

/// <summary>
/// Compares the gateway's clock with the services', which compare theirs with their database's: commands are judged by the instant at
/// which the gateway took them, and dropped by their deadline, so none is sent while the two differ by more than
/// <c>Gateway:ClockTolerance</c> (R52). What is compared is when a service sent its response, as the response says.
/// </summary>
internal sealed partial class ServiceClock(
    IClientFactory clients, IOptions<GatewayOptions> options, TimeProvider clock, ILogger<ServiceClock> logger)
{
    private const int Tries = 3;

    private readonly SingleFlight<ClockComparison> _comparing = new();
    private ClockComparison? _last;

    /// <summary>What the last comparison found; null if they agreed, or nothing is compared yet.</summary>
    public string? LastFault => Volatile.Read(ref _last)?.Fault;

    /// <summary>
    /// Returns if the gateway's clock may be trusted. A service is asked only where no comparison of the last seconds holds. Where none
    /// answers within <c>Gateway:OptionalTimeout</c>, a clock that agreed at last and was not set since is trusted further: commands go on
    /// while queries don't.
    /// </summary>
    /// <exception cref="GatewayClockException">It differs from the services'.</exception>
    /// <exception cref="RequestException">No service answered, and nothing is known of the clock.</exception>
    public async Task ThrowIfDiffersAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (AgreedAtLast)
            patience.CancelAfter(options.Value.OptionalTimeout);

        string? fault;
        try
        {
            fault = await FaultAsync(patience.Token);
        }
        catch (Exception failure) when (failure is RequestException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested && AgreedAtLast)
        {
            return;
        }

        if (fault is not null)
            throw new GatewayClockException(fault);
    }

    /// <summary>As <see cref="ThrowIfDiffersAsync"/>, but it asks a service only if the last comparison found that it differs.</summary>
    public Task ThrowIfKnownToDifferAsync(CancellationToken cancellationToken) =>
        LastFault is null ? Task.CompletedTask : ThrowIfDiffersAsync(cancellationToken);

    /// <summary>How the gateway's clock differs from the services'; null if it may be trusted.</summary>
    /// <exception cref="RequestTimeoutException">No service answered.</exception>
    public async Task<string?> FaultAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ClockTolerance is not { } tolerance || Volatile.Read(ref _last)?.StillAgrees(clock.GetUtcNow()) == true)
            return null;

        return (await _comparing.JoinAsync(() => CompareAsync(tolerance), cancellationToken)).Fault;
    }

    private bool AgreedAtLast => Volatile.Read(ref _last)?.HasNotBeenSetSince(clock.GetUtcNow()) == true;

    /// <summary>
    /// Another instance of a service may answer the next time: the gateway's clock is wrong only if it agrees with none of theirs.
    /// </summary>
    private async Task<ClockComparison> CompareAsync(TimeSpan tolerance)
    {
        var comparison = await CompareOnceAsync(tolerance);
        for (var tries = 1; comparison.Fault is not null && tries < Tries; tries++)
            comparison = await CompareOnceAsync(tolerance);

        var before = Interlocked.Exchange(ref _last, comparison);
        if (comparison.Fault is { } fault && before?.Fault is null)
            LogDiffers(fault);
        else if (comparison.Fault is null && before?.Fault is not null)
            LogAgrees();

        return comparison;
    }

    /// <summary>The query looks nothing up. It has no deadline, which would be by the clock that is in question.</summary>
    private async Task<ClockComparison> CompareOnceAsync(TimeSpan tolerance)
    {
        var before = clock.GetUtcNow();
        var timeout = options.Value.RequestTimeout;
        using var giveUp = new CancellationTokenSource(timeout);
        using var handle = clients.CreateRequest(
            new GetFeedbackRequestStatuses { RequestIds = [], AsOf = before.ToMicroseconds() }, giveUp.Token, timeout);

        // Health checks compare time and again: what no service takes is gone before the next.
        handle.UseExecute(context => context.TimeToLive = timeout / 2);
        try
        {
            var response = await handle.GetResponse<CurrentRequestStatuses>().WaitAsync(giveUp.Token);
            var after = clock.GetUtcNow();
            var sentAt = response.SentTime is { } sent ? new DateTimeOffset(DateTime.SpecifyKind(sent, DateTimeKind.Utc)) : after;
            return new ClockComparison(before, sentAt, after, tolerance, "the services'");
        }
        catch (OperationCanceledException)
        {
            throw new RequestTimeoutException(handle.RequestId.ToString());
        }
    }

    [LoggerMessage(LogLevel.Error, "No command is sent until they agree: {Fault}")]
    private partial void LogDiffers(string fault);

    [LoggerMessage(LogLevel.Information, "The clock of this process agrees with the services' again")]
    private partial void LogAgrees();
}

/// <summary>The gateway's clock differs from the services', so it stamps nothing by it (R52). Nothing was done.</summary>
internal sealed class GatewayClockException(string fault) : Exception($"Nothing is sent: {fault}.");
