using MassTransit;

namespace Notifications.Profiles;

internal sealed class UserProfileChangedConsumerDefinition() :
    TransactionalConsumerDefinition<UserProfileChangedConsumer>(NotificationsQueues.UserProfileChanged)
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<UserProfileChangedConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        // Publishers that know nothing of MassTransit send bare JSON.
        endpointConfigurator.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType);
        base.ConfigureConsumer(endpointConfigurator, consumerConfigurator, context);
    }
}
