using Messaging.EntityFrameworkCore.Databases;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Sends committed messages and has the rows of sent ones deleted, for committing handlers and for the dispatcher.</summary>
internal sealed partial class OutboxDelivery<TDbContext>(
    OutboxRows<TDbContext> rows,
    InFlightMessages<TDbContext> inFlight,
    SentRowCleanup<TDbContext> sentRows,
    OutboxSignal<TDbContext> signal,
    ConsumptionTracker tracker,
    OutboxSender sender,
    StallDetector stalls,
    IOptionsMonitor<OutboxOptions> options,
    ILogger<OutboxDelivery<TDbContext>> logger,
    IHostApplicationLifetime? lifetime = null)
    where TDbContext : DbContext
{
    private readonly OutboxOptions _options = options.Of<TDbContext>();

    /// <summary>
    /// Commits a transaction. Its outgoing messages count as in flight before the commit, so that the dispatcher of this process
    /// never sends them as well.
    /// </summary>
    public async Task CommitAsync(
        OutboxTransaction transaction, WriteTransaction handlingTransaction, CancellationToken cancellationToken)
    {
        inFlight.Take(transaction.Outgoing.Where(message => message.IsStored).Select(message => message.Row));
        try
        {
            await transaction.CommitAsync(handlingTransaction, cancellationToken);
        }
        catch
        {
            inFlight.Release(transaction.Outgoing.Select(message => message.Row));
            throw;
        }
    }

    /// <summary>
    /// Sends the messages that a transaction has just committed: concurrently to different destinations, in their order to each of
    /// them. After a failure, or when the lease is over, the dispatcher sends the rest.
    /// </summary>
    /// <exception cref="Exception">
    /// A response could neither be sent nor stored. The message that requested it has to be handled again.
    /// </exception>
    public async Task SendCommittedAsync(ISendEndpointProvider endpoints, OutboxTransaction transaction)
    {
        if (transaction.Lease is not { } lease)
            return;

        var destinations = transaction.Outgoing.GroupBy(message => message.Row.Destination, StringComparer.Ordinal);
        var unsent = await Task.WhenAll(destinations.Select(messages => SendInOrderAsync(endpoints, messages.Key, [.. messages], lease)));
        await LeaveToDispatcherAsync([.. unsent.SelectMany(messages => messages)]);
    }

    /// <summary>Sends one message and has its row deleted: after the send, or once its consumers have finished.</summary>
    public async Task SendAsync(ISendEndpointProvider endpoints, OutboxMessage message, CancellationToken cancellationToken)
    {
        var consumed = _options.KeepUntilConsumed ? tracker.Track(message) : null;
        try
        {
            await sender.SendAsync(endpoints, message, cancellationToken);
        }
        catch
        {
            tracker.Forget(message);
            throw;
        }

        MessagingTelemetry.Sends.Add(1, MessagingTelemetry.Tag<TDbContext>());
        if (consumed is null)
            sentRows.Add(message.Id);
        else
            _ = MarkWhenConsumedAsync(message, consumed);
    }

    /// <returns>The messages that could not be sent.</returns>
    private async Task<IEnumerable<OutgoingMessage>> SendInOrderAsync(
        ISendEndpointProvider endpoints, string destination, IReadOnlyList<OutgoingMessage> messages, Lease lease)
    {
        if (!stalls.MaySend(destination, _options.Lease))
        {
            LogLeftToDispatcher(messages.Count, destination);
            return messages;
        }

        for (var index = 0; index < messages.Count; index++)
        {
            var (row, isStored) = messages[index];
            try
            {
                var sending = lease.BeginSend();
                await (isStored ? SendAsync(endpoints, row, sending) : sender.SendAsync(endpoints, row, sending));
            }
            catch (Exception failure)
            {
                LogLeftToDispatcher(failure, row.WireId, row.MessageType);
                return messages.Skip(index);
            }
        }

        return [];
    }

    private async Task MarkWhenConsumedAsync(OutboxMessage message, Task<Exception?> consumed)
    {
        if (await consumed is null)
        {
            sentRows.Add(message.Id);
            return;
        }

        // What a consumer needed may be gone already. Its message is sent again after the next start.
        if (lifetime?.ApplicationStopping.IsCancellationRequested == true)
        {
            inFlight.Release([message]);
            return;
        }

        try
        {
            await rows.ParkAsync(message.Id, "ConsumerFault", CancellationToken.None);
            MessagingTelemetry.Parkings.Add(1, MessagingTelemetry.Tag<TDbContext>());
        }
        catch (Exception failure)
        {
            LogNotParked(failure, message.WireId);
        }

        inFlight.Release([message]);
    }

    /// <summary>
    /// Writes rows for the responses among the messages, which have none. It ignores cancellation, because the request is
    /// acknowledged afterwards and then nobody else could send them.
    /// </summary>
    private async Task LeaveToDispatcherAsync(IReadOnlyList<OutgoingMessage> messages)
    {
        if (messages.Count == 0)
            return;

        inFlight.Release(messages.Select(message => message.Row));
        MessagingTelemetry.Retries.Add(messages.Count, MessagingTelemetry.Tag<TDbContext>());
        var responses = messages.Where(message => !message.IsStored).Select(message => message.Row).ToList();
        if (responses.Count == 0)
            return;

        await rows.AddAsync(responses, CancellationToken.None);
        signal.Set();
    }

    [LoggerMessage(
        LogLevel.Error, "The consumers of message {MessageId} failed and its row could not be parked; the message is sent again")]
    private partial void LogNotParked(Exception failure, Guid messageId);

    [LoggerMessage(
        LogLevel.Warning, "Message {MessageId} ({MessageType}) is committed but could not be sent yet; the dispatcher will send it")]
    private partial void LogLeftToDispatcher(Exception failure, Guid messageId, string messageType);

    [LoggerMessage(
        LogLevel.Debug, "{Count} messages are committed; {Destination} confirms none at present, so the dispatcher will send them")]
    private partial void LogLeftToDispatcher(int count, string destination);
}
