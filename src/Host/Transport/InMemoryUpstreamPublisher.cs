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

    public async Task PublishAsync(IReadOnlyList<object> messages, CancellationToken cancellationToken)
    {
        var problems = await Task.WhenAll(messages.Select(message => PublishAsync(message, cancellationToken)));
        var refused = problems.Index()
            .Where(problem => problem.Item is not null)
            .ToDictionary(problem => problem.Index, problem => problem.Item!.Value);
        if (refused.Count > 0)
            throw new UpstreamEventsRefusedException(refused);
    }

    /// <summary>What is wrong with the message; null if it was taken.</summary>
    private async Task<MemberProblem?> PublishAsync(object message, CancellationToken cancellationToken)
    {
        var messageId = Guid.CreateVersion7();
        var taken = Track(message, messageId);

        await bus.Publish(message, message.GetType(), context => context.MessageId = messageId, cancellationToken);
        return await taken.WaitAsync(_patience, cancellationToken) switch
        {
            null => null,
            MalformedUpstreamEventException malformed => malformed.Problem,
            var failure => throw new InvalidOperationException(
                $"Message {messageId} ({message.GetType().Name}) could not be handled.", failure),
        };
    }

    private Task<Exception?> Track(object message, Guid messageId) => message switch
    {
        ContractStarted => tracker.TrackPublished<ContractStarted>(messageId),
        ContractEnded => tracker.TrackPublished<ContractEnded>(messageId),
        PaymentMade => tracker.TrackPublished<PaymentMade>(messageId),
        PaymentReversed => tracker.TrackPublished<PaymentReversed>(messageId),
        EndOfContractFeedbackGiven => tracker.TrackPublished<EndOfContractFeedbackGiven>(messageId),
        UserProfileChanged => tracker.TrackPublished<UserProfileChanged>(messageId),
        UserErased => tracker.TrackPublished<UserErased>(messageId),
        _ => throw new ArgumentException($"{message.GetType().Name} is no upstream message.", nameof(message)),
    };
}
