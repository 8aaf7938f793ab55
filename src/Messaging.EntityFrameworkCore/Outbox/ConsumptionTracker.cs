using System.Collections.Concurrent;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Tracks, within one process, when all consumers of a message have finished with it. <see cref="OutboxOptions.KeepUntilConsumed"/>
/// uses it to make up for the missing durability of an in-memory transport. A publisher can use it to wait for the consumers.
/// </summary>
public sealed class ConsumptionTracker : IReceiveObserver
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, bool>> _queuesByType = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, List<TrackedSend>> _pending = [];
    private int _count;

    /// <summary>The number of tracked messages whose consumers have not all finished.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>
    /// Starts to track a message that is about to be published. The task ends once all endpoints of this process that consume the
    /// message have finished, immediately if there are none. Its result is null, or the failure of one of them.
    /// </summary>
    public Task<Exception?> TrackPublished<T>(Guid messageId)
        where T : class =>
        Track(messageId, messageId, Consumers(MessageUrn.ForTypeString<T>()));

    /// <summary>Stops tracking a message that was not sent.</summary>
    public void Forget(Guid messageId) => Forget(messageId, messageId);

    /// <summary>Tracks the message of a row. Other rows with the same message, for other destinations, are tracked separately.</summary>
    internal Task<Exception?> Track(OutboxMessage row)
    {
        var queue = OutboxAddress.EntityName(row.Destination);
        return Track(row.WireId, row.Id, _queues.ContainsKey(queue) ? [queue] : Consumers(row.MessageType));
    }

    internal void Forget(OutboxMessage row) => Forget(row.WireId, row.Id);

    internal void AddConsumer(string queue, string messageType)
    {
        _queues[queue] = true;
        _queuesByType.GetOrAdd(messageType, _ => new ConcurrentDictionary<string, bool>(StringComparer.Ordinal))[queue] = true;
    }

    Task IReceiveObserver.PreReceive(ReceiveContext context) => Task.CompletedTask;

    Task IReceiveObserver.PostReceive(ReceiveContext context) =>
        Finish(context, context.IsFaulted ? new InvalidOperationException("The message was not taken.") : null);

    Task IReceiveObserver.ReceiveFault(ReceiveContext context, Exception exception) => Finish(context, exception);

    Task IReceiveObserver.PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType) => Task.CompletedTask;

    /// <summary>Comes before <see cref="IReceiveObserver.PostReceive"/>, which does not know the failure.</summary>
    Task IReceiveObserver.ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
    {
        if (WaitsFor(context.ReceiveContext, out var messageId, out var queue))
        {
            lock (_pending)
            {
                if (_pending.TryGetValue(messageId, out var sends) && sends.Find(send => send.Waiting.Contains(queue)) is { } failed)
                    failed.Failure ??= exception;
            }
        }

        return Task.CompletedTask;
    }

    private IEnumerable<string> Consumers(string messageType) =>
        _queuesByType.TryGetValue(messageType, out var queues) ? queues.Keys : [];

    private Task<Exception?> Track(Guid messageId, Guid sendId, IEnumerable<string> queues)
    {
        var send = new TrackedSend(sendId, queues);
        if (send.Waiting.Count == 0)
            return Task.FromResult<Exception?>(null);

        lock (_pending)
        {
            if (!_pending.TryGetValue(messageId, out var sends))
                _pending.Add(messageId, sends = []);

            if (sends.Find(other => other.Id == sendId) is { } known)
                return known.Finished.Task;

            sends.Add(send);
            _count++;
        }

        return send.Finished.Task;
    }

    private void Forget(Guid messageId, Guid sendId)
    {
        lock (_pending)
        {
            if (_pending.TryGetValue(messageId, out var sends) && sends.Find(send => send.Id == sendId) is { } forgotten)
                Remove(messageId, sends, forgotten);
        }
    }

    private bool WaitsFor(ReceiveContext context, out Guid messageId, out string queue)
    {
        messageId = Count == 0 ? Guid.Empty : context.GetMessageId() ?? Guid.Empty;
        queue = messageId == Guid.Empty ? "" : OutboxAddress.EntityName(context.InputAddress);
        return messageId != Guid.Empty;
    }

    private Task Finish(ReceiveContext context, Exception? failure)
    {
        if (!WaitsFor(context, out var messageId, out var queue))
            return Task.CompletedTask;

        lock (_pending)
        {
            if (!_pending.TryGetValue(messageId, out var sends) || sends.Find(send => send.Waiting.Remove(queue)) is not { } finished)
                return Task.CompletedTask;

            finished.Failure ??= failure;
            if (finished.Waiting.Count > 0)
                return Task.CompletedTask;

            Remove(messageId, sends, finished);
            finished.Finished.TrySetResult(finished.Failure);
        }

        return Task.CompletedTask;
    }

    private void Remove(Guid messageId, List<TrackedSend> sends, TrackedSend send)
    {
        sends.Remove(send);
        _count--;
        if (sends.Count == 0)
            _pending.Remove(messageId);
    }

    /// <summary>One send of a message, and the queues whose endpoints have not finished with it.</summary>
    private sealed class TrackedSend(Guid id, IEnumerable<string> queues)
    {
        public Guid Id => id;

        public HashSet<string> Waiting { get; } = new(queues, StringComparer.Ordinal);

        public Exception? Failure { get; set; }

        public TaskCompletionSource<Exception?> Finished { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>Registers with the <see cref="ConsumptionTracker"/> which endpoint consumes which messages.</summary>
internal sealed class ConsumerCatalogObserver(string queue, ConsumptionTracker tracker)
    : IConsumerConfigurationObserver, ISagaConfigurationObserver
{
    public void ConsumerConfigured<TConsumer>(IConsumerConfigurator<TConsumer> configurator)
        where TConsumer : class
    {
    }

    public void ConsumerMessageConfigured<TConsumer, TMessage>(IConsumerMessageConfigurator<TConsumer, TMessage> configurator)
        where TConsumer : class
        where TMessage : class =>
        Add(typeof(TMessage));

    public void SagaConfigured<TSaga>(ISagaConfigurator<TSaga> configurator)
        where TSaga : class, ISaga
    {
    }

    public void StateMachineSagaConfigured<TInstance>(ISagaConfigurator<TInstance> configurator, SagaStateMachine<TInstance> stateMachine)
        where TInstance : class, ISaga, SagaStateMachineInstance
    {
    }

    public void SagaMessageConfigured<TSaga, TMessage>(ISagaMessageConfigurator<TSaga, TMessage> configurator)
        where TSaga : class, ISaga
        where TMessage : class =>
        Add(typeof(TMessage));

    private void Add(Type messageType)
    {
        if (messageType.IsGenericType && messageType.GetGenericTypeDefinition() == typeof(Batch<>))
            messageType = messageType.GetGenericArguments()[0];

        tracker.AddConsumer(queue, MessageUrn.ForTypeString(messageType));
    }
}
