using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Sends the rows of one claim to one destination, and gives back those that could not be sent.</summary>
internal sealed partial class LaneSender<TDbContext>(
    IBus bus,
    OutboxRows<TDbContext> rows,
    OutboxDelivery<TDbContext> delivery,
    InFlightMessages<TDbContext> inFlight,
    StallDetector stalls,
    IOptionsMonitor<OutboxOptions> options,
    ILogger<LaneSender<TDbContext>> logger)
    where TDbContext : DbContext
{
    private readonly OutboxOptions _options = options.Of<TDbContext>();

    /// <summary>Sends the messages of different commits concurrently, and those of a commit in their order.</summary>
    public async Task SendAsync(Lane lane, IReadOnlyList<OutboxMessage> messages, CancellationToken stopping)
    {
        // After a stall, one message at a time shows whether the destination works again.
        var limits = new ParallelOptions
        {
            MaxDegreeOfParallelism = stalls.IsStalled(lane.Destination) ? 1 : _options.Concurrency,
        };
        var commits = messages.GroupBy(row => row.IsTimer ? row.Id : (object)row.EnqueuedAt);
        await Parallel.ForEachAsync(commits, limits, async (commit, _) =>
        {
            foreach (var row in commit)
                await SendAsync(lane, row, stopping);
        });

        // When the process stops, the leases expire; another instance, or this one after a restart, sends the messages.
        if (lane.Unsent.Count > 0 && !stopping.IsCancellationRequested)
            await LeaveAsync(lane, stopping);
    }

    private async Task SendAsync(Lane lane, OutboxMessage row, CancellationToken stopping)
    {
        var sending = lane.Lease.BeginSend();
        if (lane.IsOver)
        {
            lane.Leave(row);
            return;
        }

        try
        {
            await delivery.SendAsync(bus, row, sending);
            lane.SeeAnswer();
        }
        catch (Exception failure) when (lane.Lease.Token.IsCancellationRequested || TransportFailures.IsBroken(failure))
        {
            // A timeout or a broken connection is not the message's fault, so it uses up no attempt.
            lane.SeeOutage(failure);
            lane.Leave(row);
        }
        catch (Exception failure)
        {
            lane.SeeAnswer();
            await PutOffAsync(row, lane.Lease, failure, stopping);
        }
    }

    private async Task PutOffAsync(OutboxMessage row, Lease lease, Exception failure, CancellationToken stopping)
    {
        inFlight.Release([row]);
        try
        {
            if (await rows.PutOffAsync(row, lease, failure.GetType().Name, stopping))
            {
                MessagingTelemetry.Parkings.Add(1, MessagingTelemetry.Tag<TDbContext>());
                LogParked(failure, row.WireId, row.MessageType, row.Attempts + 1);
                return;
            }

            MessagingTelemetry.Retries.Add(1, MessagingTelemetry.Tag<TDbContext>());
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
    private async Task LeaveAsync(Lane lane, CancellationToken stopping)
    {
        inFlight.Release(lane.Unsent);
        MessagingTelemetry.Retries.Add(lane.Unsent.Count, MessagingTelemetry.Tag<TDbContext>());
        try
        {
            TimeSpan? wait = lane.IsOver || !lane.HasAnswered ? null : Lane.MaxPause;
            await rows.GiveBackAsync(lane.Unsent, lane.Lease, wait, stopping);
        }
        catch (Exception notWritten)
        {
            LogLeftLeased(notWritten, typeof(TDbContext).Name, lane.Unsent.Count);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Context}: {Count} messages that were not sent are tried again when their lease has expired")]
    private partial void LogLeftLeased(Exception failure, string context, int count);

    [LoggerMessage(
        LogLevel.Warning, "Message {MessageId} ({MessageType}) could not be sent at attempt {Attempt}; it is tried again later")]
    private partial void LogPutOff(Exception failure, Guid messageId, string messageType, int attempt);

    [LoggerMessage(
        LogLevel.Error,
        "Message {MessageId} ({MessageType}) could not be sent at attempt {Attempt} and is parked; see its row in the outbox")]
    private partial void LogParked(Exception failure, Guid messageId, string messageType, int attempt);
}
