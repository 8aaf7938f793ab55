using Contracts.Messages;
using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Notifications.Email;
using Notifications.Ledger;
using Notifications.Persistence;

namespace Notifications.Profiles;

/// <summary>Keeps the latest name and address of a user, and lets go the emails that waited for the address.</summary>
internal sealed partial class UserProfileChangedConsumer(
    NotificationsDbContext db, TimeProvider clock, ILogger<UserProfileChangedConsumer> logger)
    : IConsumer<UserProfileChanged>
{
    public async Task Consume(ConsumeContext<UserProfileChanged> context)
    {
        var message = context.Message;
        InvalidUserProfileException.ThrowIfInvalid(message);

        var profile = await db.FindAndLockAsync<UserProfile>(message.UserId, context.CancellationToken);
        if (profile is null)
            db.Add(profile = new UserProfile { UserId = message.UserId });

        var changedAt = message.ChangedAt.ToMicroseconds();
        if (!profile.IsOlderThan(changedAt, message.EventId))
        {
            LogOutdated(message.EventId, message.UserId);
            return;
        }

        profile.DisplayName = message.DisplayName;
        profile.Email = EmailAddress.UsableOrNull(message.Email);
        profile.ChangedAt = changedAt;
        profile.EventId = message.EventId;
        if (profile.Email is not null)
            await ReleaseWaitingAsync(context);

        LogTaken(message.EventId, message.UserId, profile.Email is not null);
    }

    private async Task ReleaseWaitingAsync(ConsumeContext<UserProfileChanged> context)
    {
        var waiting = await db.Deliveries
            .Where(line => line.RecipientId == context.Message.UserId && line.Status == DeliveryStatuses.WaitingForAddress)
            .ToListAsync(context.CancellationToken);
        foreach (var line in waiting)
        {
            line.Status = DeliveryStatuses.Pending;
            line.At = clock.GetUtcNow().ToMicroseconds();
            await context.Send(SendEmail.Queue, new SendEmail { DeliveryId = line.DeliveryId, Attempt = line.Attempts + 1 });
        }
    }

    [LoggerMessage(LogLevel.Debug, "Profile event {UpstreamEvent} of user {UserId} is taken; has an address: {HasAddress}.")]
    private partial void LogTaken(string upstreamEvent, string userId, bool hasAddress);

    [LoggerMessage(LogLevel.Debug, "Profile event {UpstreamEvent} of user {UserId} is older than what is known.")]
    private partial void LogOutdated(string upstreamEvent, string userId);
}
