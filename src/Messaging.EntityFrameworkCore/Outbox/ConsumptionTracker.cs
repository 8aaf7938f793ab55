using System.Collections.Concurrent;
using MassTransit;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// Tracks, within one process, when all consumers of a message have finished with it. <see cref="OutboxOptions.KeepUntilConsumed"/>
/// uses it to make up for the missing durability of an in-memory transport. A publisher can use it to wait for the consumers.
/// </summary>
public sealed class ConsumptionTracker : IReceiveObserver
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, bool>> _queuesByType = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _queues = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, Pending> _pending = new();

    /// <summary>The number of tracked messages whose consumers have not all finished.</summary>
    public int Count => _pending.Count;

    /// <summary>
    /// Starts to track a message that is about to be published. The task's result is true once all endpoints of this process
    /// that consume the message have finished, immediately if there are none, and false if one of them failed.
    /// </summary>
    public Task<bool> TrackPublished<T>(Guid messageId)
        where T : class =>
        Track(messageId, ConsumerCount(MessageUrn.ForTypeString<T>()));

    /// <summary>Stops tracking a message that was not sent.</summary>
    public void Forget(Guid messageId) => _pending.TryRemove(messageId, out _);

    internal Task<bool> Track(Guid messageId, string destination, string messageType) =>
        Track(messageId, _queues.ContainsKey(OutboxAddress.EntityName(destination)) ? 1 : ConsumerCount(messageType));

    internal void AddConsumer(string queue, string messageType)
    {
        _queues[queue] = true;
        _queuesByType.GetOrAdd(messageType, _ => new ConcurrentDictionary<string, bool>(StringComparer.Ordinal))[queue] = true;
    }

    Task IReceiveObserver.PreReceive(ReceiveContext context) => Task.CompletedTask;

    Task IReceiveObserver.PostReceive(ReceiveContext context) => Finish(context, failed: context.IsFaulted);

    Task IReceiveObserver.ReceiveFault(ReceiveContext context, Exception exception) => Finish(context, failed: true);

    Task IReceiveObserver.PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType) => Task.CompletedTask;

    Task IReceiveObserver.ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) =>
        Task.CompletedTask;

    private int ConsumerCount(string messageType) => _queuesByType.TryGetValue(messageType, out var queues) ? queues.Count : 0;

    private Task<bool> Track(Guid messageId, int consumers)
    {
        if (consumers == 0)
            return Task.FromResult(true);

        return _pending.GetOrAdd(messageId, _ => new Pending(consumers)).Finished;
    }

    private Task Finish(ReceiveContext context, bool failed)
    {
        if (!_pending.IsEmpty && context.GetMessageId() is { } messageId && _pending.TryGetValue(messageId, out var pending)
            && pending.IsLast(context.InputAddress.AbsolutePath, failed) && _pending.TryRemove(messageId, out _))
            pending.Complete();

        return Task.CompletedTask;
    }

    private sealed class Pending(int consumers)
    {
        private readonly TaskCompletionSource<bool> _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Dictionary<string, bool> _failedByQueue = new(StringComparer.Ordinal);

        public Task<bool> Finished => _finished.Task;

        public bool IsLast(string queue, bool failed)
        {
            lock (_failedByQueue)
            {
                _failedByQueue[queue] = failed || (_failedByQueue.TryGetValue(queue, out var before) && before);
                return _failedByQueue.Count >= consumers;
            }
        }

        public void Complete()
        {
            lock (_failedByQueue)
                _finished.TrySetResult(!_failedByQueue.ContainsValue(true));
        }
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
