using MassTransit;
using Messaging.EntityFrameworkCore.Tests.Running;

namespace Messaging.EntityFrameworkCore.Tests.Orders;

internal sealed class NoteDefinition : ConsumerDefinition<NoteConsumer>
{
    public const string Queue = "notes";

    public NoteDefinition(InstanceSettings settings)
    {
        EndpointName = Queue;
        ConcurrentMessageLimit = settings.Concurrency;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<NoteConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.UseMessageRetry(retry =>
        {
            retry.Handle<PassingTroubleException>();
            retry.Immediate(3);
        });
        endpointConfigurator.UseConflictRetry();
        endpointConfigurator.UseEntityFrameworkOutbox<OrdersDbContext>(context);
    }
}
