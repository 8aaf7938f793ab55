using Contracts.Messages;
using MassTransit;

namespace Gateway.Inbox;

/// <summary>Every gateway instance hears of every stored message, and wakes the streams that it holds.</summary>
internal sealed class InAppMessageDeliveredConsumer(MessageSignals signals) : IConsumer<InAppMessageDelivered>
{
    public Task Consume(ConsumeContext<InAppMessageDelivered> context)
    {
        signals.Signal(context.Message.RecipientId, context.Message.MessageId);
        return Task.CompletedTask;
    }
}
