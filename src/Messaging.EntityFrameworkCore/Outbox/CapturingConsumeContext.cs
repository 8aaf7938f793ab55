using MassTransit.Context;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using MassTransit.Scheduling;
using Messaging.EntityFrameworkCore.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// The consume context of handlers in the outbox. What they publish, send, respond and schedule is added to the
/// <see cref="OutboxTransaction"/> instead of being sent to the transport.
/// </summary>
internal sealed class CapturingConsumeContext<TMessage> : ConsumeContextScope<TMessage>, OutboxSendContext
    where TMessage : class
{
    private readonly ConsumeContext<TMessage> _handled;
    private readonly OutboxTransaction _transaction;
    private readonly IServiceProvider _provider;
    private Func<Task>? _notifyConsumed;

    public CapturingConsumeContext(ConsumeContext<TMessage> context, OutboxTransaction transaction, IServiceProvider provider)
        : base(context, transaction)
    {
        _provider = provider;
        _transaction = transaction;
        _handled = context;

        var receiveContext = new OutboxReceiveContext(this, context.ReceiveContext);
        ReceiveContext = receiveContext;
        PublishEndpointProvider = receiveContext.PublishEndpointProvider;

        MessageSchedulerContext scheduler = new ConsumeMessageSchedulerContext(this, CreateScheduler);
        AddOrUpdatePayload(() => scheduler, _ => scheduler);
    }

    public Task AddSend<T>(SendContext<T> context)
        where T : class
    {
        _transaction.Capture(context, _handled);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Sends a fault to the transport directly, once retry has given up. A captured fault would be rolled back with the
    /// transaction, and the sender of the request would never receive it.
    /// </summary>
    public override Task NotifyFaulted<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) =>
        typeof(T) == typeof(TMessage)
            ? _handled.NotifyFaulted(_handled, duration, consumerType, exception)
            : base.NotifyFaulted(context, duration, consumerType, exception);

    /// <summary>
    /// Postpones the notification until <see cref="NotifyCommittedAsync"/>. A message of a batch that counts as consumed before the
    /// commit would be acknowledged even if the commit fails.
    /// </summary>
    public override Task NotifyConsumed<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
    {
        _notifyConsumed += () => base.NotifyConsumed(context, duration, consumerType);
        return Task.CompletedTask;
    }

    /// <summary>Must be called when the message has been handled and its transaction committed.</summary>
    public async Task NotifyCommittedAsync()
    {
        foreach (var notify in Delegate.EnumerateInvocationList(_notifyConsumed))
            await notify();
    }

    public object? GetService(Type serviceType) => _provider.GetService(serviceType);

    private MessageScheduler CreateScheduler(ConsumeContext context) =>
        new(
            new OutboxScheduleMessageProvider(_transaction, ReceiveContext.SendEndpointProvider),
            _provider.GetRequiredService<IBus>().Topology);
}
