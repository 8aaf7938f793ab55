using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Claims due rows and sends their messages. Each destination has a lane of its own, so that a destination that takes no messages
/// holds up no other. A lane has the rows of one claim at a time: the lanes hold at most one claim in memory for each destination.
/// </summary>
internal sealed partial class OutboxLanes<TDbContext>(
    IBusControl bus,
    OutboxRows<TDbContext> rows,
    OutboxDelivery<TDbContext> delivery,
    StallDetector stalls,
    OutboxSignal<TDbContext> signal,
    IOptionsMonitor<OutboxOptions> options,
    TimeProvider clock,
    ILogger<OutboxLanes<TDbContext>> logger)
    where TDbContext : DbContext
{
    /// <summary>The statement of a claim has a parameter for each closed destination; SQL Server takes 2,100.</summary>
    private const int MaxClosed = 1000;

    private static readonly TimeSpan _maxPause = TimeSpan.FromSeconds(15);

    private readonly OutboxOptions _options = options.Of<TDbContext>();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _sending = [];

    /// <summary>True if no claimed row is being sent.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
                return _sending.Count == 0;
        }
    }

    /// <summary>Claims due rows for the destinations whose lanes are open, and begins to send their messages.</summary>
    /// <param name="stopping">Ends the claim and the sends.</param>
    public async Task DispatchAsync(CancellationToken stopping)
    {
        var closed = CloseForClaim();
        if (closed.Count > MaxClosed)
            return;

        delivery.BeginClaim();
        var lease = new Lease(_options.Lease, clock, stopping);
        try
        {
            var claimed = await ClaimAsync(lease, closed, stopping);
            Begin(delivery.Take(claimed), lease, mayBeMore: claimed.Count == _options.BatchSize, stopping);
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
            return Task.WhenAll(_sending);
    }

    /// <summary>The destinations that the next claim leaves out. There may be more rows for them when their lanes open.</summary>
    private List<string> CloseForClaim()
    {
        lock (_gate)
        {
            var closed = new List<string>();
            foreach (var (destination, lane) in _lanes)
            {
                if (!lane.IsSending && clock.GetElapsedTime(lane.PausedAt) >= lane.Pause)
                    continue;

                lane.MayHaveMore = true;
                closed.Add(destination);
            }

            return closed;
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

        if (claimed.Count == 0)
            return claimed;

        var context = typeof(TDbContext).Name;
        MessagingTelemetry.CountClaim(context);
        using var activity = MessagingTelemetry.Activities.StartActivity(
            "outbox claim",
            ActivityKind.Internal,
            parentContext: default,
            [MessagingTelemetry.Tag(context), new("messaging.batch.message_count", claimed.Count)],
            startTime: startedAt);
        return claimed;
    }

    private void Begin(IReadOnlyList<OutboxMessage> messages, Lease lease, bool mayBeMore, CancellationToken stopping)
    {
        Task sending;
        lock (_gate)
        {
            sending = Task.WhenAll(messages
                .GroupBy(row => row.Destination, StringComparer.Ordinal)
                .Select(group => SendAsync(Open(group.Key, mayBeMore), [.. group], lease, stopping)));
            _sending.Add(sending);
        }

        sending.ContinueWith(
            _ =>
            {
                lease.Dispose();
                lock (_gate)
                    _sending.Remove(sending);
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    private Lane Open(string destination, bool mayBeMore)
    {
        if (!_lanes.TryGetValue(destination, out var lane))
            _lanes.Add(destination, lane = new Lane(destination));

        (lane.IsSending, lane.MayHaveMore) = (true, mayBeMore);
        return lane;
    }

    /// <summary>Sends the messages of one destination: those of different commits concurrently, those of a commit in their order.</summary>
    private async Task SendAsync(Lane lane, IReadOnlyList<OutboxMessage> messages, Lease lease, CancellationToken stopping)
    {
        await Task.Yield();
        var run = new LaneRun(lease);

        // After a stall, one message at a time shows whether the destination works again.
        var limits = new ParallelOptions
        {
            MaxDegreeOfParallelism = stalls.IsStalled(lane.Destination) ? 1 : _options.Concurrency,
        };
        var commits = messages.GroupBy(row => row.IsTimer ? row.Id : (object)row.EnqueuedAt);
        await Parallel.ForEachAsync(commits, limits, async (commit, _) =>
        {
            foreach (var row in commit)
                await SendAsync(row, run, stopping);
        });

        // When the process stops, the leases expire; another instance, or this one after a restart, sends the messages.
        if (run.Unsent.Count > 0 && !stopping.IsCancellationRequested)
            await LeaveAsync(lane, run, stopping);

        Close(lane, run);
    }

    private async Task SendAsync(OutboxMessage row, LaneRun run, CancellationToken stopping)
    {
        if (run.IsOver)
        {
            run.Leave(row);
            return;
        }

        try
        {
            await delivery.SendAsync(bus, row, run.Lease.Token);
            run.SeeAnswer();
        }
        catch (Exception failure) when (run.Lease.Token.IsCancellationRequested || TransportFailures.IsBroken(failure))
        {
            // A timeout or a broken connection is not the message's fault, so it uses up no attempt.
            run.SeeOutage(failure);
            run.Leave(row);
        }
        catch (Exception failure)
        {
            run.SeeAnswer();
            await PutOffAsync(row, run.Lease, failure, stopping);
        }
    }

    private async Task PutOffAsync(OutboxMessage row, Lease lease, Exception failure, CancellationToken stopping)
    {
        delivery.Release([row]);
        try
        {
            if (await rows.PutOffAsync(row, lease, failure.GetType().Name, stopping))
            {
                MessagingTelemetry.CountParking(typeof(TDbContext).Name);
                LogParked(failure, row.WireId, row.MessageType, row.Attempts + 1);
                return;
            }

            MessagingTelemetry.CountRetries(typeof(TDbContext).Name, 1);
            LogPutOff(failure, row.WireId, row.MessageType, row.Attempts + 1);
        }
        catch (Exception notWritten)
        {
            LogLeftLeased(notWritten, typeof(TDbContext).Name, 1);
        }
    }

    /// <summary>
    /// Gives up the rows that were not sent. If the destination takes other messages, they are tried again after a pause of their own.
    /// Otherwise the lane pauses, and later sends them in their order.
    /// </summary>
    private async Task LeaveAsync(Lane lane, LaneRun run, CancellationToken stopping)
    {
        delivery.Release(run.Unsent);
        MessagingTelemetry.CountRetries(typeof(TDbContext).Name, run.Unsent.Count);
        try
        {
            if (run.IsOver || !run.HasAnswered)
                await rows.ReleaseAsync(run.Unsent, run.Lease, stopping);
            else
                await rows.PostponeAsync(run.Unsent, run.Lease, _maxPause, stopping);
        }
        catch (Exception notWritten)
        {
            LogLeftLeased(notWritten, typeof(TDbContext).Name, run.Unsent.Count);
        }
    }

    private void Close(Lane lane, LaneRun run)
    {
        bool mayHaveMore;
        lock (_gate)
        {
            lane.IsSending = false;
            if (run.Outage is not null && !run.HasAnswered)
            {
                lane.PausedAt = clock.GetTimestamp();
                lane.Pause = lane.Pause == TimeSpan.Zero ? _options.FirstRetry : 2 * lane.Pause;
                if (lane.Pause > _maxPause)
                    lane.Pause = _maxPause;

                LogPaused(run.Outage, lane.Destination, run.Unsent.Count, lane.Pause);
                return;
            }

            mayHaveMore = lane.MayHaveMore || run.IsOver;
            _lanes.Remove(lane.Destination);
        }

        if (mayHaveMore)
            signal.Set();
    }

    [LoggerMessage(
        LogLevel.Warning, "{Destination} takes no messages; {Count} claimed ones are left in the outbox, and it is tried again in {Pause}")]
    private partial void LogPaused(Exception failure, string destination, int count, TimeSpan pause);

    [LoggerMessage(LogLevel.Warning, "{Context}: {Count} messages that were not sent are tried again when their lease has expired")]
    private partial void LogLeftLeased(Exception failure, string context, int count);

    [LoggerMessage(
        LogLevel.Warning, "Message {MessageId} ({MessageType}) could not be sent at attempt {Attempt}; it is tried again later")]
    private partial void LogPutOff(Exception failure, Guid messageId, string messageType, int attempt);

    [LoggerMessage(
        LogLevel.Error,
        "Message {MessageId} ({MessageType}) could not be sent at attempt {Attempt} and is parked; see its row in the outbox")]
    private partial void LogParked(Exception failure, Guid messageId, string messageType, int attempt);

    /// <summary>The state of a destination that is being sent to, or that paused after an outage.</summary>
    private sealed class Lane(string destination)
    {
        public string Destination => destination;

        public bool IsSending { get; set; }

        /// <summary>Whether due rows may have been left in the database because this lane was closed or the claim was full.</summary>
        public bool MayHaveMore { get; set; }

        public long PausedAt { get; set; }

        public TimeSpan Pause { get; set; }
    }
}
