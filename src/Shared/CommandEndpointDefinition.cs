using MassTransit;
using Messaging.EntityFrameworkCore.Receiving;
using Microsoft.EntityFrameworkCore;

namespace Shared;

/// <summary>
/// The queue of a service's queries, for commands whose consumers take their transactions themselves and respond at once. A command whose
/// sender waits no longer is dropped, and one that fails ends with the fault that its sender gets.
/// </summary>
internal abstract class CommandEndpointDefinition<TDbContext, TConsumer, TCommand> : ConsumerDefinition<TConsumer>
    where TDbContext : DbContext
    where TConsumer : class, IConsumer<TCommand>
    where TCommand : class
{
    protected CommandEndpointDefinition(string queue) => EndpointName = queue;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.DropExpired<TDbContext, TCommand>(context, Deadline.Header);
        endpointConfigurator.EndWithFault<TCommand>();
        consumerConfigurator.NameOutages(cause => new ServiceUnavailableException(cause));
    }
}
