namespace Notifications.Ledger;

internal sealed class GetDeliveriesConsumerDefinition : QueryConsumerDefinition<GetDeliveriesConsumer>;
