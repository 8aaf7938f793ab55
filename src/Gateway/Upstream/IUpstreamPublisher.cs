using MassTransit;

namespace Gateway.Upstream;

/// <summary>Passes on what came in through the HTTP door for upstream events.</summary>
public interface IUpstreamPublisher
{
    /// <summary>
    /// Publishes messages of <c>Contracts.Messages</c>. Once it returns, none of them can be lost; when it throws, some
    /// may have left, and the sender gives all of them again.
    /// </summary>
    /// <exception cref="UpstreamEventsRefusedException">Services refused some of them for good.</exception>
    Task PublishAsync(IReadOnlyList<object> messages, CancellationToken cancellationToken);
}

/// <summary>Services refused some of the events for good: what they say does not agree with what is known. The others were taken.</summary>
/// <param name="problems">What is wrong, by the event's index in the batch.</param>
public sealed class UpstreamEventsRefusedException(IReadOnlyDictionary<int, MemberProblem> problems)
    : Exception($"{problems.Count} upstream events were refused.")
{
    /// <summary>What is wrong, by the event's index in the batch.</summary>
    public IReadOnlyDictionary<int, MemberProblem> Problems { get; } = problems;
}

/// <summary>Publishes on the bus and waits until the broker has confirmed each message.</summary>
internal sealed class BusUpstreamPublisher(IBus bus) : IUpstreamPublisher
{
    public Task PublishAsync(IReadOnlyList<object> messages, CancellationToken cancellationToken) =>
        Task.WhenAll(messages.Select(message => bus.Publish(message, message.GetType(), cancellationToken)));
}
