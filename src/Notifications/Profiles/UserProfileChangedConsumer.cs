using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Notifications.Email;
using Notifications.Persistence;
using Shared;

namespace Notifications.Profiles;

/// <summary>Keeps the latest name and address of a user, and sends the emails that waited for the address.</summary>
internal sealed partial class UserProfileChangedConsumer(
    NotificationsDbContext db, TimeProvider clock, ILogger<UserProfileChangedConsumer> logger)
    : IConsumer<UserProfileChanged>
{
    public async Task Consume(ConsumeContext<UserProfileChanged> context)
    {
        var message = context.Message;
        if ((await db.FindErasedAsync(context.CancellationToken, message.UserId)).Count > 0)
        {
            LogErased(message.EventId);
            return;
        }

        var profile = await db.FindAndLockAsync<UserProfile>(message.UserId, context.CancellationToken);
        if (profile is null)
            db.Add(profile = new UserProfile { UserId = message.UserId });

        var changedAt = message.ChangedAt.ToMicroseconds();
        if (!profile.IsOlderThan(changedAt, message.EventId))
        {
            LogIgnored(message.EventId, message.UserId);
            return;
        }

        profile.DisplayName = message.DisplayName;
        profile.Email = message.Email;
        profile.Locale = message.Locale;
        profile.TimeZone = message.TimeZone;
        profile.ChangedAt = changedAt;
        profile.EventId = message.EventId;
        if (profile.Email is not null)
            await SendWaitingAsync(context);

        LogTaken(message.EventId, message.UserId, profile.Email is not null);
    }

    private async Task SendWaitingAsync(ConsumeContext<UserProfileChanged> context)
    {
        var waiting = await db.Deliveries
            .Where(delivery => delivery.RecipientId == context.Message.UserId && delivery.Status == DeliveryStatuses.WaitingForAddress)
            .ToListAsync(context.CancellationToken);
        foreach (var delivery in waiting)
        {
            delivery.StopWaiting(clock.GetUtcNow().ToMicroseconds());
            await context.Send(SendEmail.Queue, new SendEmail { DeliveryId = delivery.DeliveryId, Attempt = delivery.Attempts + 1 });
        }
    }

    [LoggerMessage(LogLevel.Debug, "Profile event {UpstreamEvent} of user {UserId} is taken; has an address: {HasAddress}")]
    private partial void LogTaken(string upstreamEvent, string userId, bool hasAddress);

    [LoggerMessage(LogLevel.Information, "Profile event {UpstreamEvent} is of a user who was erased; it is ignored")]
    private partial void LogErased(string upstreamEvent);

    [LoggerMessage(LogLevel.Debug, "Profile event {UpstreamEvent} of user {UserId} is older than the latest change")]
    private partial void LogIgnored(string upstreamEvent, string userId);
}

internal sealed class UserProfileChangedConsumerDefinition()
    : TransactionalUpstreamConsumerDefinition<NotificationsDbContext, UserProfileChangedConsumer, UserProfileChanged>(
        Queues.UserProfileChanged);
