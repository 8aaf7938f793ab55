using Contracts.Messages;
using Gateway.Upstream;
using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;

namespace Host.Transport;

/// <summary>
/// Publishes what came in over HTTP, and returns once the services have committed it. A crash loses what an
/// in-memory queue holds, so a message counts as taken only then.
/// </summary>
internal sealed class InMemoryUpstreamPublisher(IBus bus, ConsumptionTracker tracker) : IUpstreamPublisher
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    public Task PublishAsync(IReadOnlyList<object> messages, CancellationToken cancellationToken) =>
        Task.WhenAll(messages.Select(message => PublishAsync(message, cancellationToken)));

    private async Task PublishAsync(object message, CancellationToken cancellationToken)
    {
        var messageId = Guid.CreateVersion7();
        var taken = Track(message, messageId);

        await bus.Publish(message, message.GetType(), context => context.MessageId = messageId, cancellationToken);
        if (!await taken.WaitAsync(_patience, cancellationToken))
            throw new InvalidOperationException($"Message {messageId} ({message.GetType().Name}) could not be handled; see the log.");
    }

    private Task<bool> Track(object message, Guid messageId) => message switch
    {
        ContractStarted => tracker.TrackPublished<ContractStarted>(messageId),
        ContractEnded => tracker.TrackPublished<ContractEnded>(messageId),
        PaymentMade => tracker.TrackPublished<PaymentMade>(messageId),
        PaymentReversed => tracker.TrackPublished<PaymentReversed>(messageId),
        EndOfContractFeedbackGiven => tracker.TrackPublished<EndOfContractFeedbackGiven>(messageId),
        UserProfileChanged => tracker.TrackPublished<UserProfileChanged>(messageId),
        _ => throw new ArgumentException($"{message.GetType().Name} is no upstream message.", nameof(message)),
    };
}
