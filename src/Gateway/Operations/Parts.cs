using System.Collections.Concurrent;
using Gateway.Http;
using MassTransit;

namespace Gateway.Operations;

/// <summary>
/// What operators are shown comes in parts, from several services: what can't be read is left out, and <see cref="Missing"/> says why,
/// since operators look most when something is down.
/// </summary>
internal sealed class Parts(CancellationToken callerLeft)
{
    private readonly ConcurrentDictionary<string, string> _missing = new();

    /// <summary>What could not be read, with the reason.</summary>
    public IReadOnlyDictionary<string, string> Missing => _missing;

    /// <summary>A part that is there, and has nothing to show.</summary>
    public void Add(string part, string reason) => _missing[part] = reason;

    public async Task<T?> TryAsync<T>(string part, Task<T> reading)
        where T : class?
    {
        try
        {
            return await reading;
        }
        catch (Exception failure) when (!callerLeft.IsCancellationRequested)
        {
            _missing[part] = failure switch
            {
                RequestFaultException fault when ServiceClient.IsUnavailable(fault) =>
                    "The service's database is away or takes too long.",
                RequestFaultException => "The service failed; its log says why.",
                RequestException => "The service did not respond in time.",
                _ => "The broker can't be reached.",
            };
            return null;
        }
    }
}
