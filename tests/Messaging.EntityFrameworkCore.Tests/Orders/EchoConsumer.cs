using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Running;

namespace Messaging.EntityFrameworkCore.Tests.Orders;

/// <summary>The command to a consumer without the outbox, as <see cref="TakeNote"/> is to one with it.</summary>
public sealed record Echo(Guid NoteId);

/// <summary>A consumer without the outbox.</summary>
internal sealed class EchoConsumer(OrdersDbContext db, Hooks hooks) : IConsumer<Echo>
{
    public const string Queue = "echo";

    public Task Consume(ConsumeContext<Echo> context) => hooks.ReachedAsync(context, db);
}
