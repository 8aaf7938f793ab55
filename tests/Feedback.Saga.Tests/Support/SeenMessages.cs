using System.Collections.Concurrent;
using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using TestKit;

namespace Feedback.Saga.Tests.Support;

/// <summary>What went over the bus: what the service is done with, what it answered and published, what failed for good.</summary>
public sealed class SeenMessages : IReceiveObserver
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _done = [];
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<object>> _answers = [];
    private readonly ConcurrentDictionary<Guid, bool> _published = [];
    private readonly ConcurrentQueue<Exception> _faults = [];
    private int _expectedFaults;

    public ConcurrentQueue<object> Events { get; } = [];

    public void Published(Guid messageId, object message)
    {
        if (_published.TryAdd(messageId, true))
            Events.Enqueue(message);
    }

    public IReadOnlyList<Exception> UnexpectedFaults => [.. _faults.Skip(_expectedFaults)];

    /// <summary>The first message that was put aside, which the test expects.</summary>
    public async Task<Exception> FaultAsync()
    {
        _expectedFaults++;
        await Eventually.Until(() => _faults.Count >= _expectedFaults);
        return _faults.ElementAt(_expectedFaults - 1);
    }

    public Task DoneAsync(Guid messageId) => DoneSource(messageId).Task.OrHang();

    public Task<object> AnswerAsync(Guid requestId) => AnswerSource(requestId).Task.OrHang();

    public void Answered(Guid requestId, object answer) => AnswerSource(requestId).TrySetResult(answer);

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context)
    {
        if (context.GetMessageId() is { } id)
            DoneSource(id).TrySetResult();

        return Task.CompletedTask;
    }

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class
        => Task.CompletedTask;

    /// <summary>A conflict is tried again; anything else puts the message aside.</summary>
    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class
    {
        if (!DatabaseFailures.IsConflict(exception))
            _faults.Enqueue(exception);

        return Task.CompletedTask;
    }

    public Task ReceiveFault(ReceiveContext context, Exception exception)
    {
        _faults.Enqueue(exception);
        return Task.CompletedTask;
    }

    private TaskCompletionSource DoneSource(Guid id)
        => _done.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private TaskCompletionSource<object> AnswerSource(Guid id)
        => _answers.GetOrAdd(id, _ => new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously));
}
