namespace Gateway.Operations;

/// <summary>Tells how full the queues are, where the transport can tell.</summary>
public interface IQueueDepths
{
    /// <summary>One entry per queue, by name; null where the transport can't tell.</summary>
    Task<IReadOnlyList<QueueDepth>?> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>How full one queue is.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Messages">Messages in it that nobody has taken yet.</param>
/// <param name="Errors">Messages in its <c>_error</c> queue; null where there is none.</param>
/// <param name="Skipped">Messages in its <c>_skipped</c> queue; null where there is none.</param>
/// <param name="Unacknowledged">
/// Messages that a consumer has taken and not finished; null where the broker's management can't be asked.
/// </param>
public sealed record QueueDepth(string Queue, long Messages, long? Errors, long? Skipped, long? Unacknowledged);

/// <summary>For a transport that can't tell.</summary>
internal sealed class NoQueueDepths : IQueueDepths
{
    public Task<IReadOnlyList<QueueDepth>?> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<QueueDepth>?>(null);
}
