using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Scheduling;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// What one handling of a message writes: the DbContext's changes, the messages that follow from them and the timers
/// that it sets and cancels, all in one transaction.
/// </summary>
internal sealed class OutboxTransaction(DbContext db, Guid? handledMessageId, TimeProvider clock, OutboxOptions options)
{
    private readonly List<OutboxMessage> _rows = [];
    private readonly List<LeavingMessage> _leaving = [];
    private readonly List<Guid> _cancelled = [];
    private readonly DateTimeOffset _enqueuedAt = clock.GetUtcNow().ToMicroseconds();
    private int _position;

    public DbContext Db => db;

    /// <summary>What leaves with the commit, in the order in which it was sent.</summary>
    public IReadOnlyList<LeavingMessage> Leaving => _leaving;

    /// <summary>True when a timer was set for an instant that has already come.</summary>
    public bool HasDueTimer { get; private set; }

    /// <summary>
    /// Takes a message instead of the transport. A response to the message being handled gets no row: should this process
    /// die before it has left, the request was not acknowledged and its redelivery answers again; should it not leave
    /// while the process lives, <see cref="OutboxDelivery{TDbContext}"/> writes the row then.
    /// </summary>
    public void Capture<T>(SendContext<T> context, ConsumeContext handled)
        where T : class
    {
        var isResponse = context.RequestId is { } request && request == handled.RequestId
            && context.DestinationAddress == handled.ResponseAddress;
        context.TryGetPayload(out TimerInstant? timer);

        var destination = isResponse ? context.DestinationAddress!.ToString() : OutboxAddress.ToStored(context.DestinationAddress!);

        // A handler may publish from several tasks at once.
        lock (_rows)
        {
            var row = CapturedMessage.ToRow(context, destination, _position++, _enqueuedAt, timer);
            if (!row.IsTimer)
            {
                row.NextAttemptAt = _enqueuedAt + options.Lease;
                _leaving.Add(new LeavingMessage(row, IsStored: !isResponse));
            }
            else if (row.DueAt <= _enqueuedAt)
            {
                HasDueTimer = true;
            }

            if (!isResponse)
                _rows.Add(row);
        }
    }

    /// <summary>
    /// Cancels a timer with this transaction; one that has fired or was never set is left alone. The one that is being handled
    /// has fired: whoever sent it deletes its row.
    /// </summary>
    public void Cancel(Guid tokenId)
    {
        if (tokenId == handledMessageId)
            return;

        lock (_rows)
        {
            if (_rows.RemoveAll(row => row.IsTimer && row.Id == tokenId) == 0)
                _cancelled.Add(tokenId);
        }
    }

    /// <summary>Writes all of it and commits.</summary>
    public Task CommitAsync(IHandlingTransaction handling, CancellationToken cancellationToken) =>
        handling.CommitAsync(_rows, _cancelled, cancellationToken);
}
