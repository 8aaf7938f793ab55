using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Claims due rows and has their messages sent. Each destination has a lane of its own, so that a destination that takes no messages
/// holds up no other. A lane has the rows of one claim at a time: the lanes hold at most one claim in memory for each destination.
/// </summary>
internal sealed partial class OutboxLanes<TDbContext>(
    OutboxRows<TDbContext> rows,
    LaneSender<TDbContext> sender,
    InFlightMessages<TDbContext> inFlight,
    OutboxSignal<TDbContext> signal,
    IOptionsMonitor<OutboxOptions> options,
    TimeProvider clock,
    ILogger<OutboxLanes<TDbContext>> logger)
    where TDbContext : DbContext
{
    /// <summary>The statement of a claim has a parameter for each closed destination; SQL Server takes 2,100.</summary>
    private const int MaxClosed = 1000;

    private readonly OutboxOptions _options = options.Of<TDbContext>();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);

    public bool IsIdle
    {
        get
        {
            lock (_gate)
                return _lanes.Values.All(lane => lane.Sending.IsCompleted);
        }
    }

    /// <summary>Claims due rows for the destinations whose lanes are open, and begins to send their messages.</summary>
    public async Task DispatchAsync(CancellationToken stopping)
    {
        var closed = CloseForClaim();
        if (closed.Count > MaxClosed)
            return;

        inFlight.BeginClaim();
        var lease = new Lease(_options, clock, stopping);
        try
        {
            var claimed = await ClaimAsync(lease, closed, stopping);
            Begin(inFlight.Take(claimed), lease, mayBeMore: claimed.Count == _options.BatchSize, stopping);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Returns when nothing is being sent: promptly, once the dispatcher is stopping.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
            return Task.WhenAll(_lanes.Values.Select(lane => lane.Sending));
    }

    /// <summary>The destinations that the next claim leaves out. There may be more rows for them when their lanes open.</summary>
    private List<string> CloseForClaim()
    {
        lock (_gate)
        {
            var closed = _lanes.Values.Where(lane => lane.IsClosed).ToList();
            closed.ForEach(lane => lane.MayHaveMore = true);
            return closed.ConvertAll(lane => lane.Destination);
        }
    }

    /// <summary>
    /// Claims in an activity that nobody records, so that the database driver records none either: an idle poll makes no trace. A claim
    /// that found rows is recorded afterwards.
    /// </summary>
    private async Task<IReadOnlyList<OutboxMessage>> ClaimAsync(Lease lease, List<string> closed, CancellationToken stopping)
    {
        var startedAt = DateTimeOffset.UtcNow;
        IReadOnlyList<OutboxMessage> claimed;
        using (new Activity("outbox poll").Start())
            claimed = await rows.ClaimAsync(lease, closed, stopping);

        if (claimed.Count > 0)
            MessagingTelemetry.RecordClaim<TDbContext>(claimed.Count, startedAt);

        return claimed;
    }

    private void Begin(IReadOnlyList<OutboxMessage> messages, Lease lease, bool mayBeMore, CancellationToken stopping)
    {
        var sending = new List<Task>();
        lock (_gate)
        {
            foreach (var group in messages.GroupBy(row => row.Destination, StringComparer.Ordinal))
            {
                if (!_lanes.TryGetValue(group.Key, out var lane))
                    _lanes.Add(group.Key, lane = new Lane(group.Key, clock));

                lane.Open(lease, mayBeMore);
                sending.Add(lane.Sending = SendAsync(lane, [.. group], stopping));
            }
        }

        Task.WhenAll(sending).ContinueWith(_ => lease.Dispose(), TaskScheduler.Default);
    }

    private async Task SendAsync(Lane lane, IReadOnlyList<OutboxMessage> messages, CancellationToken stopping)
    {
        await Task.Yield();
        await sender.SendAsync(lane, messages, stopping);
        lock (_gate)
        {
            if (!lane.Close(_options.FirstRetry))
            {
                LogPaused(lane.Outage!, lane.Destination, lane.Unsent.Count, lane.Pause);
                return;
            }

            _lanes.Remove(lane.Destination);
        }

        if (lane.MayHaveMore || lane.IsOver)
            signal.Set();
    }

    [LoggerMessage(
        LogLevel.Warning, "{Destination} takes no messages; {Count} claimed ones are left in the outbox, and it is tried again in {Pause}")]
    private partial void LogPaused(Exception failure, string destination, int count, TimeSpan pause);
}
