using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Running;

namespace Messaging.EntityFrameworkCore.Tests.Orders;

internal sealed class OrderDefinition : SagaDefinition<OrderState>
{
    public const string Queue = "orders";

    public OrderDefinition(InstanceSettings settings)
    {
        EndpointName = Queue;
        ConcurrentMessageLimit = settings.Concurrency;
    }

    protected override void ConfigureSaga(
        IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<OrderState> sagaConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.UseMessageRetry(retry =>
        {
            retry.Handle<PassingTroubleException>();
            retry.Immediate(3);
        });
        endpointConfigurator.UseConflictRetry();
    }
}
