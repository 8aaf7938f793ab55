using System.Collections.Concurrent;
using Contracts.Messages;
using MassTransit;

namespace Notifications.Tests.Running;

/// <summary>What another system hears of in-app messages.</summary>
internal sealed class HeardInAppMessages : IConsumer<InAppMessageDelivered>
{
    private readonly ConcurrentQueue<InAppMessageDelivered> _messages;

    public HeardInAppMessages(Kept kept) => _messages = kept.Messages;

    public Task Consume(ConsumeContext<InAppMessageDelivered> context)
    {
        _messages.Enqueue(context.Message);
        return Task.CompletedTask;
    }

    internal sealed class Kept
    {
        public ConcurrentQueue<InAppMessageDelivered> Messages { get; } = new();
    }
}
