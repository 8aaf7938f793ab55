using Gateway.Operations;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Host.Transport;

/// <summary>
/// Whether the broker takes messages from this process. Short of memory or disk it lets everybody connect and takes from nobody, so this
/// publishes a message that goes to no queue, on a connection of its own, and waits for the confirmation.
/// </summary>
internal sealed class PublishingCheck(RabbitMqSettings settings) : IHealthCheck, IAsyncDisposable
{
    private const string Unreachable = "the broker can't be reached";
    private const string Nothing = "the broker confirms no message";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private static readonly CreateChannelOptions _confirming = new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private IConnection? _connection;
    private IChannel? _channel;
    private TaskCompletionSource<string> _blocked = NotBlocked();

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await WhyNotAsync(cancellationToken) is { } reason
            ? HealthEndpoints.Unhealthy($"may not publish: {reason}")
            : HealthCheckResult.Healthy();

    /// <summary>Why nothing can be published; null when a message has just been confirmed.</summary>
    public async Task<string?> WhyNotAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(_patience);
            var channel = await OpenAsync(patience.Token).WaitAsync(patience.Token);
            var blocked = _blocked.Task;
            if (!blocked.IsCompleted)
            {
                var published = channel.BasicPublishAsync(ResponseQueues.Exchange, "feedback-check", body: default, patience.Token);
                await await Task.WhenAny(published.AsTask(), blocked).WaitAsync(patience.Token);
            }

            return blocked.IsCompleted ? await blocked : null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was, that is no confirmation; the bus logs its own failures.
            await CloseAsync();
            return failure is BrokerUnreachableException ? Unreachable : Nothing;
        }
        catch
        {
            // Nobody waits any longer; the next one finds no connection on which nothing comes back.
            await CloseAsync();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _turn.Dispose();
    }

    private static TaskCompletionSource<string> NotBlocked() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<IChannel> OpenAsync(CancellationToken cancellationToken)
    {
        if (_channel is { IsOpen: true } open)
            return open;

        await CloseAsync();
        _connection = await RabbitMqConnections.Factory(settings).CreateConnectionAsync("feedback check", cancellationToken);
        _connection.ConnectionBlockedAsync += (_, blocked) =>
        {
            _blocked.TrySetResult($"the broker blocks publishers ({blocked.Reason})");
            return Task.CompletedTask;
        };
        _connection.ConnectionUnblockedAsync += (_, _) =>
        {
            _blocked = NotBlocked();
            return Task.CompletedTask;
        };
        return _channel = await _connection.CreateChannelAsync(_confirming, cancellationToken);
    }

    /// <summary>A broker that blocks the connection does not read that it is to be closed.</summary>
    private async Task CloseAsync()
    {
        if (_connection is { } connection)
        {
            (_connection, _channel, _blocked) = (null, null, NotBlocked());
            await connection.AbortAsync(TimeSpan.FromSeconds(1));
            await connection.DisposeAsync();
        }
    }
}
