using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Gateway.Http;

/// <summary>
/// Runs queries that a page can do without. A service that did not respond to one in time is left alone with it for some seconds, so that
/// not every call waits for it.
/// </summary>
internal sealed class OptionalQueries(ServiceClient services, IOptions<GatewayOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Type, long> _silentSince = new();

    /// <summary>The response; null when the service failed, or did not respond within <c>Gateway:OptionalTimeout</c>.</summary>
    public async Task<TResponse?> TryAsync<TQuery, TResponse>(TQuery query, CancellationToken callerLeft)
        where TQuery : class
        where TResponse : class
    {
        if (_silentSince.TryGetValue(typeof(TQuery), out var since) && clock.GetElapsedTime(since) < _pause)
            return null;

        try
        {
            return await services.QueryAsync<TQuery, TResponse>(query, options.Value.OptionalTimeout, callerLeft);
        }
        catch (RequestTimeoutException)
        {
            _silentSince[typeof(TQuery)] = clock.GetTimestamp();
            return null;
        }
        catch (RequestException) when (!callerLeft.IsCancellationRequested)
        {
            return null;
        }
    }
}
