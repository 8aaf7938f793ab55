using System.Collections.Concurrent;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// The messages that this process is sending, from before their commit until their rows are deleted. They keep a process from
/// sending a message twice when its clock jumps forward and leases seem to have expired.
/// </summary>
internal sealed class InFlightMessages<TDbContext>
    where TDbContext : DbContext
{
    private readonly ConcurrentDictionary<Guid, byte> _messages = new();
    private volatile ConcurrentDictionary<Guid, byte> _deleted = new();

    /// <summary>
    /// Must be called before each claim. A row that is deleted before this call can't be in the claim. A row that is deleted
    /// after it can; such rows are remembered until the next claim.
    /// </summary>
    public void BeginClaim() => _deleted = new ConcurrentDictionary<Guid, byte>();

    /// <summary>The rows that this process neither sends nor has sent since the last claim began. They count as in flight now.</summary>
    public IReadOnlyList<OutboxMessage> Take(IEnumerable<OutboxMessage> rows) => [.. rows.Where(row => TryAdd(row.Id))];

    /// <summary>Must be called before rows that were not sent are given back to the dispatchers.</summary>
    public void Release(IEnumerable<OutboxMessage> unsent)
    {
        foreach (var row in unsent)
            _messages.TryRemove(row.Id, out _);
    }

    /// <summary>Must be called when the message was sent and its row is deleted.</summary>
    public void Complete(Guid rowId)
    {
        _deleted.TryAdd(rowId, 0);
        _messages.TryRemove(rowId, out _);
    }

    private bool TryAdd(Guid rowId)
    {
        if (!_messages.TryAdd(rowId, 0))
            return false;

        if (!_deleted.ContainsKey(rowId))
            return true;

        _messages.TryRemove(rowId, out _);
        return false;
    }
}
