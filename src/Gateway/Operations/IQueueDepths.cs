namespace Gateway.Operations;

/// <summary>Tells how full the queues are, where the transport can tell.</summary>
public interface IQueueDepths
{
    /// <summary>One entry per queue, by name; null where the transport can't tell.</summary>
    Task<IReadOnlyList<QueueDepth>?> ReadAsync(CancellationToken cancellationToken);
}
