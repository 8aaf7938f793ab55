using System.Collections.Concurrent;
using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests.Running;

/// <summary>Records the messages that one instance sends, and simulates failures of its transport.</summary>
internal sealed class TransportFaults : ISendObserver, IPublishObserver
{
    private readonly ConcurrentQueue<Guid> _sent = new();
    private readonly ConcurrentDictionary<Guid, int> _attempts = [];
    private volatile bool _isKilled;

    /// <summary>Must be off in tests that measure memory.</summary>
    public bool IsRecording { get; set; } = true;

    /// <summary>The ids of the messages that the transport has accepted, in order.</summary>
    public IReadOnlyList<Guid> Sent => [.. _sent];

    /// <summary>Runs before each send; throwing keeps it from happening.</summary>
    public Func<SendContext, Task>? Sending { get; set; }

    /// <summary>Runs when the transport has accepted a message, before the sender continues.</summary>
    public Func<SendContext, Task>? Taken { get; set; }

    public int AttemptsAt(Guid messageId) => _attempts.GetValueOrDefault(messageId);

    public void Kill() => _isKilled = true;

    public async Task PreSend<T>(SendContext<T> context)
        where T : class
    {
        if (IsRecording)
            _attempts.AddOrUpdate(context.MessageId!.Value, 1, (_, attempts) => attempts + 1);
        if (Sending is { } sending)
            await sending(context);

        if (_isKilled)
            throw new ProcessKilledException();
    }

    public async Task PostSend<T>(SendContext<T> context)
        where T : class
    {
        if (IsRecording)
            _sent.Enqueue(context.MessageId!.Value);
        if (Taken is { } taken)
            await taken(context);
    }

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class =>
        Task.CompletedTask;

    /// <summary>Of what leaves past the outbox, such as a fault.</summary>
    public Task PrePublish<T>(PublishContext<T> context)
        where T : class =>
        _isKilled ? throw new ProcessKilledException() : Task.CompletedTask;

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class =>
        Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class =>
        Task.CompletedTask;
}
