using MassTransit;
using TestKit.Servers;

namespace Crash.Broker;

/// <summary>The upstream systems, each under its own broker account, and a gateway for the commands.</summary>
internal sealed class Publishers(RabbitMqAddress address) : IAsyncDisposable
{
    private readonly Dictionary<string, Publisher> _byAccount = BrokerAccount.All.ToDictionary(
        account => account.Name,
        account => new Publisher(address with { Username = account.Name, Password = account.Password }));

    /// <summary>How many messages the broker has confirmed.</summary>
    public long Confirmed => _byAccount.Values.Sum(publisher => publisher.Confirmed);

    public Task PublishAsync(Type message, byte[] body, string contentType, Guid messageId, CancellationToken cancellationToken)
    {
        var exchange = message.GetCustomAttributes(typeof(EntityNameAttribute), inherit: false).OfType<EntityNameAttribute>()
            .Single().EntityName;
        var account = BrokerAccount.UpstreamOfOrNull(exchange) ?? BrokerAccount.Of(BrokerAccount.Gateway);

        return _byAccount[account.Name].PublishAsync(exchange, body, contentType, messageId, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var publisher in _byAccount.Values)
            await publisher.DisposeAsync();
    }
}
