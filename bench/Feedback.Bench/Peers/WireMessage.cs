using RabbitMQ.Client;

namespace Feedback.Bench.Peers;

/// <summary>A command as it goes to the broker.</summary>
internal sealed record WireMessage(string Exchange, string RoutingKey, BasicProperties Properties, byte[] Body);
