using System.Collections.Concurrent;

namespace Gateway.Tests.Harness;

/// <summary>What the services answer in one test, and what they were asked.</summary>
public sealed class Script
{
    private readonly ConcurrentDictionary<Type, Func<object, object?>> _answers = new();
    private readonly ConcurrentQueue<object> _received = new();
    private readonly ConcurrentQueue<string> _expiring = new();

    /// <summary>The kinds of message that came with a time after which the broker would have thrown them away.</summary>
    public IReadOnlyCollection<string> Expiring => _expiring;

    /// <summary>Answers a kind of message; null stands for no answer at all.</summary>
    public void On<TMessage>(Func<TMessage, object?> answer) where TMessage : class =>
        _answers[typeof(TMessage)] = message => answer((TMessage)message);

    public IReadOnlyList<TMessage> Received<TMessage>() => [.. _received.OfType<TMessage>()];

    public void Reset()
    {
        _answers.Clear();
        _received.Clear();
        _expiring.Clear();
    }

    internal object? Answer<TMessage>(TMessage message, DateTime? expiration) where TMessage : class
    {
        _received.Enqueue(message);
        if (expiration is not null)
            _expiring.Enqueue(typeof(TMessage).Name);

        return _answers.TryGetValue(typeof(TMessage), out var answer)
            ? answer(message)
            : throw new InvalidOperationException($"This test's script has no answer to {typeof(TMessage).Name}.");
    }
}
