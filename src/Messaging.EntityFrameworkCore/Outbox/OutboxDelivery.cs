using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Sends what was committed and marks what has left, for committers and the dispatcher alike.</summary>
internal sealed partial class OutboxDelivery<TDbContext>(
    OutboxRuntime<TDbContext> runtime,
    OutboxRows<TDbContext> rows,
    InFlight<TDbContext> inFlight,
    ConsumptionTracker tracker,
    OutboxSender sender,
    ILogger<OutboxDelivery<TDbContext>> logger)
    where TDbContext : DbContext
{
    /// <summary>Commits what is about to be sent here, so that this process's dispatcher leaves it alone from the start.</summary>
    public async Task CommitAsync(OutboxTransaction transaction, IHandlingTransaction handling, CancellationToken cancellationToken)
    {
        foreach (var message in transaction.Leaving)
        {
            if (message.IsStored)
                inFlight.TryAdd(message.Row.Id);
        }

        try
        {
            await transaction.CommitAsync(handling, cancellationToken);
        }
        catch
        {
            Release(transaction.Leaving);
            throw;
        }
    }

    /// <summary>
    /// Sends, in order, what a transaction has just committed. A failure leaves the rest to the dispatcher: it is
    /// committed, so it leaves in the end.
    /// </summary>
    /// <exception cref="Exception">
    /// A response could neither be sent nor stored: its request is not done with, and has to be handled again.
    /// </exception>
    public async Task SendCommittedAsync(
        ISendEndpointProvider endpoints, IReadOnlyList<LeavingMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0)
            return;

        using var lease = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        lease.CancelAfter(runtime.Options.Lease);
        for (var index = 0; index < messages.Count; index++)
        {
            var (row, isStored) = messages[index];
            try
            {
                await (isStored ? SendAsync(endpoints, row, lease.Token) : sender.SendAsync(endpoints, row, lease.Token));
            }
            catch (Exception failure)
            {
                LogLeft(failure, row.Id, row.MessageType);
                await LeaveToDispatcherAsync([.. messages.Skip(index)]);
                return;
            }
        }
    }

    /// <summary>To be called before the dispatcher claims.</summary>
    public void BeginClaim() => inFlight.BeginClaim();

    /// <summary>Sends a message that the dispatcher claimed, unless this process is sending it already.</summary>
    public async Task SendClaimedAsync(ISendEndpointProvider endpoints, OutboxMessage message, CancellationToken cancellationToken)
    {
        if (!inFlight.TryAdd(message.Id))
            return;

        try
        {
            await SendAsync(endpoints, message, cancellationToken);
        }
        catch
        {
            inFlight.Remove(message.Id);
            throw;
        }
    }

    /// <summary>Sends one message and sees to it that its row goes once it may.</summary>
    private async Task SendAsync(ISendEndpointProvider endpoints, OutboxMessage message, CancellationToken cancellationToken)
    {
        if (!runtime.Options.KeepUntilConsumed)
        {
            await sender.SendAsync(endpoints, message, cancellationToken);
            runtime.Sent.Add(message.Id);
            return;
        }

        var consumed = tracker.Track(message.Id, message.Destination, message.MessageType);
        try
        {
            await sender.SendAsync(endpoints, message, cancellationToken);
        }
        catch
        {
            tracker.Forget(message.Id);
            throw;
        }

        _ = MarkWhenConsumedAsync(message.Id, consumed);
    }

    private async Task MarkWhenConsumedAsync(Guid messageId, Task<bool> consumed)
    {
        try
        {
            if (await consumed)
                runtime.Sent.Add(messageId);
            else
                await ParkAsync(messageId);
        }
        catch (Exception failure)
        {
            LogNotParked(failure, messageId);
        }
    }

    private async Task ParkAsync(Guid messageId)
    {
        try
        {
            await rows.ParkAsync(messageId, "ConsumerFault", CancellationToken.None);
        }
        finally
        {
            inFlight.Remove(messageId);
        }
    }

    /// <summary>The handling is over after this, so that what has no row yet needs one, whatever else is being cancelled.</summary>
    private async Task LeaveToDispatcherAsync(IReadOnlyList<LeavingMessage> messages)
    {
        Release(messages);
        var responses = messages.Where(message => !message.IsStored).Select(message => message.Row).ToList();
        if (responses.Count == 0)
            return;

        await rows.AddAsync(responses, CancellationToken.None);
        runtime.WakeUp.Signal();
    }

    private void Release(IReadOnlyList<LeavingMessage> messages)
    {
        foreach (var message in messages)
            inFlight.Remove(message.Row.Id);
    }

    [LoggerMessage(LogLevel.Error, "The consumers of message {MessageId} failed and its row could not be parked; it is sent again.")]
    private partial void LogNotParked(Exception failure, Guid messageId);

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} ({MessageType}) is committed but could not be sent yet; the dispatcher takes over.")]
    private partial void LogLeft(Exception failure, Guid messageId, string messageType);
}
