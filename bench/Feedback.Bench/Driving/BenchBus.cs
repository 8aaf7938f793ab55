using MassTransit;
using RabbitMQ.Client;
using TestKit.Servers;

namespace Feedback.Bench.Driving;

/// <summary>The bench's own connection to the broker, set up as the services set up theirs.</summary>
internal sealed class BenchBus : IAsyncDisposable
{
    /// <summary>The services' default (<c>Endpoints:PrefetchCount</c>).</summary>
    private const int PrefetchCount = 32;

    private readonly RabbitMqAddress _broker;
    private readonly IBusControl _bus;

    private BenchBus(RabbitMqAddress broker, IBusControl bus)
    {
        _broker = broker;
        _bus = bus;
    }

    public static async Task<BenchBus> StartAsync(RabbitMqAddress broker, CancellationToken cancellationToken)
    {
        var bus = Bus.Factory.CreateUsingRabbitMq(transport =>
        {
            transport.Host(broker.Host, (ushort)broker.Port, broker.VirtualHost, "bench", host =>
            {
                host.Username(broker.Username);
                host.Password(broker.Password);
                host.PublisherConfirmation = true;
            });
        });
        await bus.StartAsync(cancellationToken);
        return new BenchBus(broker, bus);
    }

    /// <summary>Returns when the broker has confirmed the message.</summary>
    public Task PublishAsync<TMessage>(TMessage message, CancellationToken cancellationToken)
        where TMessage : class =>
        _bus.Publish(message, cancellationToken);

    /// <summary>Consumes every message of the type through a durable quorum queue of its own, until disposal.</summary>
    public async Task<IAsyncDisposable> ObserveAsync<TMessage>(Action<ConsumeContext<TMessage>> observe)
        where TMessage : class
    {
        var queue = $"bench-{Guid.NewGuid():N}";
        var endpoint = _bus.ConnectReceiveEndpoint(queue, configurator =>
        {
            ((IRabbitMqReceiveEndpointConfigurator)configurator).SetQuorumQueue();
            configurator.PrefetchCount = PrefetchCount;
            configurator.Handler<TMessage>(context =>
            {
                observe(context);
                return Task.CompletedTask;
            });
        });
        await endpoint.Ready;
        return new Observation(_broker, queue, endpoint);
    }

    public async ValueTask DisposeAsync() => await _bus.StopAsync();

    /// <summary>Deletes the queue at its end, or it would go on filling.</summary>
    private sealed class Observation(RabbitMqAddress broker, string queue, HostReceiveEndpointHandle endpoint) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await endpoint.StopAsync();
            await using var connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync();
            await using var channel = await connection.CreateChannelAsync();
            await channel.QueueDeleteAsync(queue);
            await channel.ExchangeDeleteAsync(queue);
        }
    }
}
