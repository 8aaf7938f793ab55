using MassTransit;
using Microsoft.Extensions.Options;

namespace Host.Transport;

/// <summary>
/// Starts the bus when everything else has started, the web server included: a start that fails consumes nothing. It takes the place of
/// MassTransit's own hosted service, which starts the bus beside the others.
/// </summary>
internal sealed class Intake(IBusDepot buses, IOptions<HostOptions> options) : IHostedLifecycleService
{
    private bool _begun;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Returns when every endpoint consumes, however long the broker is away. What has begun to consume ends when another has failed, or
    /// when the process is told to stop meanwhile.
    /// </summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        _begun = true;
        try
        {
            await buses.Start(cancellationToken);
        }
        catch
        {
            using var limit = new CancellationTokenSource(options.Value.ShutdownTimeout);
            await StopAsync(limit.Token);
            throw;
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_begun)
            return;

        _begun = false;
        await buses.Stop(cancellationToken);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
