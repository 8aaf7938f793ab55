using Contracts.Messages;
using Feedback.Saga;
using Notifications;

namespace Host.Transport;

/// <summary>What all services together have on the broker; each of them says what is its own.</summary>
internal static class Topology
{
    /// <summary>The durable queues; docs/operations.md says what each of them holds.</summary>
    public static IReadOnlyList<string> Queues { get; } =
        [.. FeedbackSagaRegistration.Queues.Concat(NotificationsRegistration.Queues).Order(StringComparer.Ordinal)];

    /// <summary>Of those, the queues of queries: each of their messages is responded to.</summary>
    public static IReadOnlyList<string> QueryQueues { get; } = [FeedbackSagaRegistration.QueryQueue, NotificationsRegistration.QueryQueue];

    /// <summary>The events of all services.</summary>
    public static IReadOnlyList<Type> PublishedEvents { get; } =
        [.. FeedbackSagaRegistration.PublishedMessages, .. NotificationsRegistration.PublishedMessages];

    /// <summary>
    /// The messages that are published and may have no consumer of ours, or none yet. Their exchanges are declared all the
    /// same, since others publish to them and subscribe to them.
    /// </summary>
    public static IReadOnlyList<Type> PublishedMessages { get; } = [.. UpstreamMessages.All, .. PublishedEvents];
}
