using Host.Configuration;

namespace Host.Transport;

/// <summary>What carries the messages (<c>Transport</c>).</summary>
internal enum TransportKind
{
    /// <summary>This process's memory: only for the three services in one process.</summary>
    InMemory,

    /// <summary>A RabbitMQ broker.</summary>
    RabbitMq,
}

/// <summary>
/// What carries the messages (the broker is null in memory), how many of them an endpoint takes off its queue ahead
/// (<c>Endpoints:PrefetchCount</c>), and how many of those it handles at once (<c>Endpoints:ConcurrentMessageLimit</c>; null for all).
/// </summary>
internal sealed record TransportSettings(
    TransportKind Kind,
    RabbitMqSettings? RabbitMq,
    int PrefetchCount,
    int? ConcurrentMessageLimit)
{
    /// <summary>How many messages an endpoint without a limit of its own handles at once.</summary>
    public int MessagesPerEndpoint => Math.Min(PrefetchCount, ConcurrentMessageLimit ?? PrefetchCount);

    public static TransportSettings Read(SettingsReader settings, HostRoles roles, IHostEnvironment environment)
    {
        var kind = settings.OneOf("Transport", TransportKind.InMemory);
        if (kind == TransportKind.InMemory && roles != HostRoles.Embedded && !roles.AreOneShot())
        {
            throw new StartRefusedException(
                "Transport", "InMemory carries messages within one process only; a process with some of the services needs RabbitMq.");
        }

        var limit = settings.Number("Endpoints:ConcurrentMessageLimit", 0, from: 0, to: 1_000);

        return new TransportSettings(
            kind,
            kind == TransportKind.RabbitMq ? RabbitMqSettings.Read(settings, environment) : null,
            settings.Number("Endpoints:PrefetchCount", 32, from: 1, to: 1_000),
            limit == 0 ? null : limit);
    }
}
