namespace Host.Transport;

/// <summary>What carries the messages (<c>Transport</c>).</summary>
internal enum TransportKind
{
    /// <summary>This process's memory: only for the three services in one process.</summary>
    InMemory,

    /// <summary>A RabbitMQ broker.</summary>
    RabbitMq,
}
