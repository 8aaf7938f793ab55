using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Notifications.Email;

internal sealed class SendEmailConsumerDefinition(IOptions<EmailOptions> options) :
    TransactionalConsumerDefinition<SendEmailConsumer>(NotificationsQueues.Email)
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<SendEmailConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.ConfigureConsumeTopology = false;
        endpointConfigurator.ConcurrentMessageLimit = options.Value.Concurrency;
        endpointConfigurator.PrefetchCount = options.Value.Concurrency;

        // Before the base puts the transaction around the consumer: inside of the retry, outside of the transaction.
        var handover = new EmailHandoverFilter(context.GetRequiredService<EmailHandover>());
        consumerConfigurator.Message<SendEmail>(message => message.UseFilter(handover));
        base.ConfigureConsumer(endpointConfigurator, consumerConfigurator, context);
    }
}
