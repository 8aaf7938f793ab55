using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Scheduling;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// What the handling of one message writes in its transaction: the changes of the DbContext, the outgoing messages, and the
/// timers that the handler sets and cancels.
/// </summary>
internal sealed class OutboxTransaction(DbContext db, Guid? handledMessageId, TimeProvider clock, OutboxOptions options) : IDisposable
{
    private readonly List<OutboxMessage> _rows = [];
    private readonly List<OutgoingMessage> _outgoing = [];
    private readonly List<Guid> _cancelled = [];
    private readonly DateTimeOffset _enqueuedAt = clock.GetUtcNow().ToMicroseconds();
    private int _position;

    public DbContext Db => db;

    /// <summary>
    /// Whether responses get rows as well: needed if the request is not handled again when it is delivered again.
    /// </summary>
    public bool StoresResponses { get; init; }

    /// <summary>The messages to send after the commit, in the order in which the handler sent them.</summary>
    public IReadOnlyList<OutgoingMessage> Outgoing => _outgoing;

    /// <summary>True if a timer was set for an instant that has already come.</summary>
    public bool HasDueTimer { get; private set; }

    /// <summary>
    /// Captures a message that is being sent. A response to the handled message gets no row. If the process dies before the
    /// response is sent, the broker redelivers the request, and its handler responds again. If the response can't be sent while
    /// the process lives, <see cref="OutboxDelivery{TDbContext}"/> writes a row for it.
    /// </summary>
    public void Capture<T>(SendContext<T> context, ConsumeContext handled)
        where T : class
    {
        var isResponse = !StoresResponses && context.RequestId is { } request && request == handled.RequestId
            && context.DestinationAddress == handled.ResponseAddress;
        context.TryGetPayload(out TimerInstant? timer);

        // A handler may publish from several tasks concurrently.
        lock (_rows)
        {
            var row = OutboxMessage.Capture(context, _position++, _enqueuedAt, timer);
            if (!isResponse)
                _rows.Add(row);

            if (!row.IsTimer)
                _outgoing.Add(new OutgoingMessage(row, IsStored: !isResponse));

            HasDueTimer |= row.IsTimer && row.DueAt <= _enqueuedAt;
        }
    }

    /// <summary>
    /// Cancels a timer in this transaction, if it is still there. The timer that is being handled has fired already; the
    /// instance that sent it deletes its row.
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

    /// <summary>
    /// The time within which the committing process sends the outgoing messages; null before the commit, and if there are none.
    /// </summary>
    public Lease? Lease { get; private set; }

    /// <summary>Writes everything and commits. The lease of the outgoing messages begins now, however long the handler took.</summary>
    public Task CommitAsync(WriteTransaction handlingTransaction, CancellationToken cancellationToken)
    {
        if (_outgoing.Count > 0)
        {
            Lease = new Lease(options, clock, cancellationToken);
            foreach (var message in _outgoing)
                message.Row.NextAttemptAt = Lease.Until;
        }

        return handlingTransaction.CommitAsync(new OutboxChanges(_rows, _cancelled), cancellationToken);
    }

    public void Dispose() => Lease?.Dispose();
}

/// <summary>A message to send after a commit.</summary>
/// <param name="Row">The message.</param>
/// <param name="IsStored">
/// Whether the commit wrote its row. A response has no row as long as the process that handles its request can send it.
/// </param>
internal readonly record struct OutgoingMessage(OutboxMessage Row, bool IsStored);
