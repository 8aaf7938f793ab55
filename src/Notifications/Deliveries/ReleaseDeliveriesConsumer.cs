using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Notifications.Email;
using Notifications.Operations;
using Notifications.Persistence;

namespace Notifications.Deliveries;

/// <summary>Sends again, for an operator, the emails that were given up: each in a transaction of its own.</summary>
internal sealed class ReleaseDeliveriesConsumer(
    ConsumerTransactions<NotificationsDbContext> transactions, DeliveryReleases releases, INotificationsOperations operations)
    : IConsumer<ReleaseDeliveries>
{
    public async Task Consume(ConsumeContext<ReleaseDeliveries> context)
    {
        var limit = Math.Clamp(context.Message.Limit, 1, Limits.MaxPageSize);
        var results = await operations.ReleaseAsync(new DeliverySelection(), limit, ReleaseAsync, context.CancellationToken);
        await context.RespondAsync(new DeliveriesReleased
        {
            Released = results.Count(result => result.IsReleased),
            Refused = results.Count(result => !result.IsReleased),
            HasMore = results.Count(result => result.IsReleased) == limit,
        });

        async Task<object> ReleaseAsync(Guid deliveryId) => (await transactions.RunAsync(context, transaction => releases.ReleaseAsync(
            transaction.Db,
            new ResendDelivery { DeliveryId = deliveryId, CallerId = context.Message.CallerId },
            command => transaction.Context.Send(SendEmail.Queue, command),
            context.CancellationToken))).Logged();
    }
}
