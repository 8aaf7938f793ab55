using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests.Running;

/// <summary>One at a time, so that the journal has the order of the queue.</summary>
internal sealed class JournalDefinition : ConsumerDefinition<JournalConsumer>
{
    public const string Queue = "journal";

    public JournalDefinition()
    {
        EndpointName = Queue;
        ConcurrentMessageLimit = 1;
    }
}
