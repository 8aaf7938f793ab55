namespace Notifications.InApp;

internal sealed class GetInboxConsumerDefinition : QueryConsumerDefinition<GetInboxConsumer>;
