using Microsoft.Extensions.Options;

namespace Feedback.Saga.Requests;

/// <summary>
/// Bounds the requests that reach one client, by what this process accepted in the last day. What is beyond is refused without a
/// trace: the same request may be made again later.
/// </summary>
internal sealed class ClientRequestLimit(IOptions<ClientRequestLimitOptions> options)
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);

    private readonly ClientRequestLimitOptions _limits = options.Value;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<(Guid RequestId, DateTimeOffset At)>> _accepted = new(StringComparer.Ordinal);
    private DateTimeOffset _sweptAt;

    /// <summary>
    /// Counts the request, once however often its decision is repeated; the reason against it if the client has had as many as may
    /// be.
    /// </summary>
    public RefusalReason? Count(string clientId, Guid requestId, DateTimeOffset at)
    {
        lock (_lock)
        {
            Sweep(at);
            if (!_accepted.TryGetValue(clientId, out var accepted))
                _accepted[clientId] = accepted = new(capacity: 1);

            accepted.RemoveAll(request => request.At <= at - _day);
            if (accepted.Exists(request => request.RequestId == requestId))
                return null;

            DateTimeOffset?[] ends =
                [EndOf(accepted, _limits.PerClientAndMinute, _minute), EndOf(accepted, _limits.PerClientAndDay, _day)];
            if (ends.Max() is { } endsAt && endsAt > at)
                return Reason(endsAt);

            accepted.Add((requestId, at));
            return null;
        }
    }

    /// <summary>When another fits in: a window after the oldest of as many as are allowed in one. Null while there are fewer.</summary>
    private static DateTimeOffset? EndOf(List<(Guid RequestId, DateTimeOffset At)> accepted, int limit, TimeSpan window) =>
        accepted.Count < limit ? null : accepted.Select(request => request.At).OrderDescending().ElementAt(limit - 1) + window;

    private static RefusalReason Reason(DateTimeOffset endsAt) => new()
    {
        Code = RefusalCodes.ClientRequestLimit,
        Detail = "The client has received as many requests for feedback as may reach one client for now.",
        EndsAt = endsAt,
    };

    private void Sweep(DateTimeOffset at)
    {
        if (at < _sweptAt + _day)
            return;

        _sweptAt = at;
        foreach (var (clientId, accepted) in _accepted)
        {
            if (accepted.TrueForAll(request => request.At <= at - _day))
                _accepted.Remove(clientId);
        }
    }
}
