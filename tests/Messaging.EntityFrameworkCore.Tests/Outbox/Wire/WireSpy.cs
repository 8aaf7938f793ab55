using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using TestKit;
using TestKit.Servers;

namespace Messaging.EntityFrameworkCore.Tests.Outbox.Wire;

/// <summary>A consumer without MassTransit: reads, as lines of text, everything that the broker delivers of a message.</summary>
internal sealed class WireSpy : IAsyncDisposable
{
    private const string Queue = "spy";

    /// <summary>RabbitMQ's client counts what it publishes.</summary>
    private const string Counter = "x-dotnet-pub-seq-no";

    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private WireSpy(IConnection connection, IChannel channel)
    {
        _connection = connection;
        _channel = channel;
    }

    public static async Task<WireSpy> StartAsync(RabbitMqAddress broker)
    {
        var connection = await new ConnectionFactory { Uri = broker.Uri }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(Queue, durable: false, exclusive: true, autoDelete: false);
        return new WireSpy(connection, channel);
    }

    /// <summary>Has everything delivered that goes to this exchange from now on.</summary>
    public async Task ListenAsync(string exchange, string type = ExchangeType.Fanout, string routingKey = "")
    {
        await _channel.ExchangeDeclareAsync(exchange, type, durable: true, autoDelete: false);
        await _channel.QueueBindAsync(Queue, exchange, routingKey);
    }

    /// <summary>Waits for the next message. What two sends never have in common, such as the time, is left out.</summary>
    public async Task<string> NextAsync()
    {
        var delivered = await Eventually.Get(() => _channel.BasicGetAsync(Queue, autoAck: true), message => message is not null);
        return Describe(delivered!);
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static string Describe(BasicGetResult delivered)
    {
        var properties = delivered.BasicProperties;
        string[] lines =
        [
            $"exchange: {delivered.Exchange}",
            $"routing key: {delivered.RoutingKey}",
            $"content type: {properties.ContentType}, encoding: {properties.ContentEncoding}, type: {properties.Type}",
            $"delivery mode: {properties.DeliveryMode}, priority: {(properties.IsPriorityPresent() ? properties.Priority : "none")}",
            $"message: {properties.MessageId}, correlation: {properties.CorrelationId}, reply to: {properties.ReplyTo}",
            $"expiration: {properties.Expiration}, application: {properties.AppId}, user: {properties.UserId}",
            .. (properties.Headers ?? new Dictionary<string, object?>())
                .Where(header => header.Key != Counter)
                .OrderBy(header => header.Key, StringComparer.Ordinal)
                .Select(header => $"header {header.Key} = {Describe(header.Value)}"),
            .. Describe(JsonNode.Parse(delivered.Body.Span)!.AsObject()),
        ];
        return string.Join('\n', lines);
    }

    private static string Describe(object? header) => header switch
    {
        byte[] text => $"text {Encoding.UTF8.GetString(text)}",
        System.Collections.IList list => $"[{string.Join(", ", list.Cast<object?>().Select(Describe))}]",
        null => "null",
        _ => string.Create(CultureInfo.InvariantCulture, $"{header.GetType().Name} {header}"),
    };

    private static IEnumerable<string> Describe(JsonObject body)
    {
        body.Remove("sentTime");
        body.Remove("expirationTime");
        return body.Select(member => $"body {member.Key} = {JsonSerializer.Serialize(member.Value)}");
    }
}
