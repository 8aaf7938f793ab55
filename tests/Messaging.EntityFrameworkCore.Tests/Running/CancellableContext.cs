using MassTransit;
using MassTransit.Context;
using Messaging.EntityFrameworkCore.Tests.Orders;

namespace Messaging.EntityFrameworkCore.Tests.Running;

/// <summary>A message whose handling the test cancels.</summary>
internal sealed class CancellableContext(ConsumeContext<TakeNote> context, CancellationToken token) : ConsumeContextProxy<TakeNote>(context)
{
    public override CancellationToken CancellationToken => token;
}
