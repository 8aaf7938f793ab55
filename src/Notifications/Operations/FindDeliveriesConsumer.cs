using MassTransit;
using Notifications.Inbox;

namespace Notifications.Operations;

/// <summary>Lists deliveries for operators.</summary>
internal sealed class FindDeliveriesConsumer(INotificationsOperations operations) : IConsumer<FindDeliveries>
{
    public async Task Consume(ConsumeContext<FindDeliveries> context)
    {
        var (query, cursor) = (context.Message, default(InboxCursor));
        if (query.Cursor is not null && !InboxCursor.TryParse(query.Cursor, out cursor))
        {
            await context.RespondAsync(InvalidInput.Of("cursor", InvalidInput.CursorProblem));
            return;
        }

        var selection = new DeliverySelection
        {
            Status = query.Status,
            RequestId = query.RequestId,
            After = query.Cursor is null ? null : (cursor.CreatedAt, cursor.MessageId),
        };
        var found = await operations.ListAsync(selection, query.PageSize + 1, context.CancellationToken);
        var shown = found.Take(query.PageSize).ToList();
        await context.RespondAsync(new FoundDeliveries
        {
            Items = [.. shown.Select(ToView)],
            Next = found.Count > query.PageSize ? new InboxCursor(shown[^1].At, shown[^1].DeliveryId).ToString() : null,
        });
    }

    private static FoundDelivery ToView(ListedDelivery delivery) => new()
    {
        Delivery = new DeliveryView
        {
            DeliveryId = delivery.DeliveryId,
            RequestId = delivery.RequestId,
            Channel = delivery.Channel,
            Notice = delivery.Notice,
            RecipientId = delivery.RecipientId,
            Status = delivery.Status,
            Attempts = delivery.Attempts,
            At = delivery.At,
            Reason = delivery.Reason,
        },
        ContractId = delivery.ContractId,
    };
}
