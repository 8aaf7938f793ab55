using System.Threading.Channels;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Deletes the rows of sent messages, many in one statement. If a row is not deleted because the process dies, its message is
/// sent again with the same id, by which consumers recognise it. This service stops after all others, the bus included, so that
/// the messages of the last consumers are deleted too.
/// </summary>
internal sealed partial class SentRowCleanup<TDbContext>(
    IServiceScopeFactory scopes, InFlightMessages<TDbContext> inFlight, TimeProvider clock, ILogger<SentRowCleanup<TDbContext>> logger)
    : IHostedLifecycleService, IDisposable
    where TDbContext : DbContext
{
    private const int BatchSize = 1000;

    /// <summary>
    /// How long to wait for more rows: one transaction per row costs more than rows that stay a little longer. The wait is in
    /// real time, not in the time of a test's clock.
    /// </summary>
    private static readonly TimeSpan _batchingDelay = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan _retryDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<Guid> _sent = Channel.CreateUnbounded<Guid>();
    private readonly CancellationTokenSource _abandon = new();
    private Task _deleting = Task.CompletedTask;

    public void Add(Guid rowId) => _sent.Writer.TryWrite(rowId);

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _deleting = DeleteAllAsync(_abandon.Token);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        _sent.Writer.TryComplete();
        await using (cancellationToken.Register(_abandon.Cancel))
            await _deleting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        if (_deleting.IsFaulted)
            LogAbandoned(_deleting.Exception!, typeof(TDbContext).Name);
    }

    public void Dispose() => _abandon.Dispose();

    /// <summary>Deletes until the channel is completed and empty. Whatever fails is tried again with the same rows.</summary>
    private async Task DeleteAllAsync(CancellationToken cancellationToken)
    {
        SuspendedExecutionStrategy.Suspend();
        var batch = new List<Guid>(BatchSize);
        while (true)
        {
            try
            {
                if (batch.Count == 0 && !await _sent.Reader.WaitToReadAsync(cancellationToken))
                    return;

                if (_sent.Reader.Count < BatchSize)
                    await Task.Delay(_batchingDelay, cancellationToken);

                while (batch.Count < BatchSize && _sent.Reader.TryRead(out var rowId))
                    batch.Add(rowId);

                await DeleteAsync(batch, cancellationToken);
                batch.ForEach(inFlight.Complete);
                batch.Clear();
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                LogRetry(failure, typeof(TDbContext).Name, batch.Count);
                await Task.Delay(_retryDelay, clock, cancellationToken);
            }
        }
    }

    private async Task DeleteAsync(List<Guid> batch, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
        await using var write = await db.BeginWriteAsync(cancellationToken);
        await write.CommitAsync(new OutboxChanges([], batch), cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "{Context}: {Count} sent messages could not be deleted from the outbox yet; trying again")]
    private partial void LogRetry(Exception failure, string context, int count);

    [LoggerMessage(LogLevel.Error, "{Context}: sent messages were left in the outbox; they will be sent again with the same ids")]
    private partial void LogAbandoned(Exception failure, string context);
}
