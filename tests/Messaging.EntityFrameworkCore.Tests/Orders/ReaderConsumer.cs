using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Running;

namespace Messaging.EntityFrameworkCore.Tests.Orders;

/// <summary>A second taker of <see cref="NoteTaken"/>, on an endpoint of its own, that only looks.</summary>
internal sealed class ReaderConsumer(OrdersDbContext db, Hooks hooks) : IConsumer<NoteTaken>
{
    public Task Consume(ConsumeContext<NoteTaken> context) => hooks.ReachedAsync(context, db);
}
