using System.Collections.Concurrent;
using Contracts.Messages;

namespace Gateway.Tests.Harness;

/// <summary>What the services respond in one test, and what they received.</summary>
public sealed class Script
{
    private readonly ConcurrentDictionary<Type, Func<object, object?>> _responses = new();
    private readonly ConcurrentQueue<object> _received = new();

    public Script() => Reset();

    /// <summary>Scripts the response to a kind of message; null stands for no response at all, a task for a later one.</summary>
    public void On<TMessage>(Func<TMessage, object?> respond) where TMessage : class =>
        _responses[typeof(TMessage)] = message => respond((TMessage)message);

    public IReadOnlyList<TMessage> Received<TMessage>() => [.. _received.OfType<TMessage>()];

    public void Reset()
    {
        _responses.Clear();
        _received.Clear();

        // What pages add to nearly every response, unless a test says otherwise.
        On<GetDisplayNames>(TestData.NamesFor);
        On<GetFeedbackRequestStatuses>(_ => new CurrentRequestStatuses { Items = [] });
    }

    internal object? RespondTo<TMessage>(TMessage message) where TMessage : class
    {
        _received.Enqueue(message);
        return _responses.TryGetValue(typeof(TMessage), out var respond)
            ? respond(message)
            : throw new InvalidOperationException($"This test's script has no response to {typeof(TMessage).Name}.");
    }
}
