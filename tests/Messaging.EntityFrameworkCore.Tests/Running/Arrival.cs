using MassTransit;

namespace Messaging.EntityFrameworkCore.Tests.Running;

/// <summary>One message as its consumer saw it.</summary>
internal sealed record Arrival(object Message, ConsumeContext Context)
{
    public Guid MessageId => Context.MessageId!.Value;
}
