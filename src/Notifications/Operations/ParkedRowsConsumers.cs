using MassTransit;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Extensions.Logging;
using Notifications.Persistence;
using Shared;

namespace Notifications.Operations;

/// <summary>Lists what the outbox of the service has set aside.</summary>
internal sealed class GetNotificationsParkedRowsConsumer(IParkedMessages<NotificationsDbContext> parked)
    : IConsumer<GetNotificationsParkedRows>
{
    public async Task Consume(ConsumeContext<GetNotificationsParkedRows> context) =>
        await context.RespondAsync(await parked.ReadAsync(context.Message.Limit, context.CancellationToken));
}

/// <summary>Has it sent again, or deletes it.</summary>
internal sealed class ChangeNotificationsParkedRowsConsumer(
    IParkedMessages<NotificationsDbContext> parked, ILogger<ChangeNotificationsParkedRowsConsumer> logger)
    : IConsumer<ChangeNotificationsParkedRows>
{
    public async Task Consume(ConsumeContext<ChangeNotificationsParkedRows> context)
    {
        var change = context.Message;
        await context.RespondAsync(
            await parked.ChangeAsync(change.Action, change.RowId, change.CallerId, logger, context.CancellationToken));
    }
}
