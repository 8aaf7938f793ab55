using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// The messages that this process is sending, from before their commit until their rows are deleted. Leases are told by a
/// clock, which may be set forward; within one process nothing is sent twice for that.
/// </summary>
internal sealed class InFlight<TDbContext>
    where TDbContext : DbContext
{
    private readonly ConcurrentDictionary<Guid, byte> _messages = new();
    private volatile ConcurrentDictionary<Guid, byte> _deleted = new();

    /// <summary>
    /// To be called before each claim: rows deleted until now can't be in it. Those deleted from now on can, and are kept in
    /// mind until the next.
    /// </summary>
    public void BeginClaim() => _deleted = new ConcurrentDictionary<Guid, byte>();

    /// <summary>False when this process is sending the message already, or has sent it since the claim began.</summary>
    public bool TryAdd(Guid messageId)
    {
        if (!_messages.TryAdd(messageId, 0))
            return false;

        if (!_deleted.ContainsKey(messageId))
            return true;

        Remove(messageId);
        return false;
    }

    /// <summary>The message did not leave.</summary>
    public void Remove(Guid messageId) => _messages.TryRemove(messageId, out _);

    /// <summary>The message has left and its row is gone.</summary>
    public void Complete(Guid messageId)
    {
        _deleted.TryAdd(messageId, 0);
        Remove(messageId);
    }
}
