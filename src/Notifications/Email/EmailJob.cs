using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Notifications.Ledger;
using Notifications.Persistence;

namespace Notifications.Email;

/// <summary>An email's ledger line, with the names and the address as they are known now.</summary>
internal sealed record EmailJob
{
    /// <summary>Compiled once: it is read for every email.</summary>
    private static readonly QueryPerModel<Func<NotificationsDbContext, Guid, CancellationToken, Task<EmailJob?>>> s_read = new(() => EF.CompileAsyncQuery(
        (NotificationsDbContext db, Guid deliveryId, CancellationToken cancellationToken) =>
            (from line in db.Deliveries.AsTracking()
             where line.DeliveryId == deliveryId
             join profile in db.UserProfiles on line.RecipientId equals profile.UserId into recipients
             from recipient in recipients.DefaultIfEmpty()
             join profile in db.UserProfiles on line.OtherPartyId equals profile.UserId into otherParties
             from otherParty in otherParties.DefaultIfEmpty()
             select new EmailJob
             {
                 Line = line,
                 Address = recipient.Email,
                 RecipientName = recipient.DisplayName,
                 OtherPartyName = otherParty.DisplayName,
             }).SingleOrDefault()));

    /// <summary>The line, tracked by the DbContext that it was read with.</summary>
    public required Delivery Line { get; init; }

    public required string? Address { get; init; }

    public required string? RecipientName { get; init; }

    public required string? OtherPartyName { get; init; }

    /// <summary>Reads it in one round trip; none if there is no such line.</summary>
    public static Task<EmailJob?> ReadAsync(NotificationsDbContext db, Guid deliveryId, CancellationToken cancellationToken) =>
        s_read.For(db)(db, deliveryId, cancellationToken);
}
