using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;
using Microsoft.EntityFrameworkCore;
using TestKit.Servers;

namespace Messaging.EntityFrameworkCore.Tests.Running;

/// <summary>The settings of one instance of the service.</summary>
internal sealed record InstanceSettings(TestDatabase Database, TimeProvider Clock, Journal Journal)
{
    /// <summary>How many messages an endpoint handles at once; one keeps the order of its queue.</summary>
    public int Concurrency { get; init; } = 1;

    public Action<OutboxOptions>? Outbox { get; init; }

    /// <summary>Must be off if not every endpoint can start.</summary>
    public bool WaitUntilStarted { get; init; } = true;

    /// <summary>Configures the DbContext further.</summary>
    public Action<DbContextOptionsBuilder>? Options { get; init; }

    /// <summary>Chooses the database of a scope; null if all are on the same.</summary>
    public Func<IServiceProvider, TestDatabase>? DatabaseOf { get; init; }

    /// <summary>Adds further registrations to the bus.</summary>
    public Action<IBusRegistrationConfigurator>? Bus { get; init; }

    /// <summary>Sets the hooks that must exist before the first message is handled.</summary>
    public Action<Hooks>? Prepare { get; init; }

    /// <summary>A real broker instead of the in-memory one that each instance has to itself.</summary>
    public RabbitMqAddress? Broker { get; init; }

    /// <summary>The host that the addresses of the in-memory transport name.</summary>
    public Uri InMemoryHost { get; init; } = new("loopback://localhost/");
}
