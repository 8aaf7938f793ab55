using DotNetCore.CAP;
using DotNetCore.CAP.Transport;
using Peers.Common;
using RabbitMQ.Client;

namespace Peers.Cap.Transport;

/// <summary>
/// RabbitMQ for CAP. CAP's own package for it can't be restored from the package source that this project builds on, so this stands on
/// CAP's public seams. It does what CAP's own does (a topic exchange, a durable queue per group, acknowledgement when the subscriber is
/// done), on quorum queues, and a publish waits for the broker's confirmation.
/// </summary>
internal sealed class RabbitMqExtension(PeerSettings settings) : ICapOptionsExtension
{
    public const string Name = "RabbitMQ";
    public const string Exchange = "cap.default.router";

    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton(new CapMessageQueueMakerService(Name));
        services.AddSingleton(new ConnectionFactory
        {
            HostName = settings.BrokerHost,
            Port = settings.BrokerPort,
            VirtualHost = settings.VirtualHost,
            UserName = settings.Username,
            Password = settings.Password,
        });
        services.AddSingleton<RabbitMqConnections>();
        services.AddSingleton<ITransport, RabbitMqTransport>();
        services.AddSingleton<IConsumerClientFactory, RabbitMqConsumerFactory>();
    }
}
