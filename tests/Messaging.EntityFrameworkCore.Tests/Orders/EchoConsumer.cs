using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Running;

namespace Messaging.EntityFrameworkCore.Tests.Orders;

/// <summary>Sends without any outbox.</summary>
internal sealed class EchoConsumer(OrdersDbContext db, Hooks hooks) : IConsumer<Echo>
{
    public const string Queue = "echo";

    public Task Consume(ConsumeContext<Echo> context) => hooks.ReachedAsync(context, db);
}
