using System.Collections.Concurrent;
using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests.Running;

/// <summary>The messages that arrived at any instance, in the order of arrival.</summary>
internal sealed class Journal
{
    private readonly ConcurrentQueue<Arrival> _arrivals = new();

    public IReadOnlyList<Arrival> Arrivals => [.. _arrivals];

    public IReadOnlyList<T> Of<T>() => [.. _arrivals.Select(arrival => arrival.Message).OfType<T>()];

    public IReadOnlyList<Arrival> ArrivalsOf<T>() => [.. _arrivals.Where(arrival => arrival.Message is T)];

    public void Add<T>(ConsumeContext<T> context)
        where T : class =>
        _arrivals.Enqueue(new Arrival(context.Message, context));
}

/// <summary>One message as its consumer saw it.</summary>
internal sealed record Arrival(object Message, ConsumeContext Context)
{
    public Guid MessageId => Context.MessageId!.Value;
}
