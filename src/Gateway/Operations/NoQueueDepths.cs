namespace Gateway.Operations;

/// <summary>For a transport that can't tell.</summary>
internal sealed class NoQueueDepths : IQueueDepths
{
    public Task<IReadOnlyList<QueueDepth>?> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<QueueDepth>?>(null);
}
