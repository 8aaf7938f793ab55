using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Notifications.Persistence;

namespace Notifications.Email;

/// <summary>An email's ledger line, with the names and the address as they are known now.</summary>
internal sealed record EmailJob
{
    /// <summary>Compiled once: it is read for every email.</summary>
    private static readonly QueryPerModel<Func<NotificationsDbContext, Guid, CancellationToken, Task<EmailJob?>>> s_read = new(() => EF.CompileAsyncQuery(
        (NotificationsDbContext db, Guid deliveryId, CancellationToken cancellationToken) =>
            (from line in db.Deliveries
             where line.DeliveryId == deliveryId
             join profile in db.UserProfiles on line.RecipientId equals profile.UserId into recipients
             from recipient in recipients.DefaultIfEmpty()
             join profile in db.UserProfiles on line.OtherPartyId equals profile.UserId into otherParties
             from otherParty in otherParties.DefaultIfEmpty()
             select new EmailJob
             {
                 DeliveryId = line.DeliveryId,
                 Notice = line.Notice,
                 SourceId = line.SourceId,
                 ContractId = line.ContractId,
                 RecipientId = line.RecipientId,
                 Status = line.Status,
                 Attempts = line.Attempts,
                 SendingUntil = line.SendingUntil,
                 MessageId = line.MessageId,
                 Facts = line.Facts,
                 Address = recipient.Email,
                 RecipientName = recipient.DisplayName,
                 OtherPartyName = otherParty.DisplayName,
             }).AsNoTracking().SingleOrDefault()));

    public required Guid DeliveryId { get; init; }

    public required string Notice { get; init; }

    public required Guid SourceId { get; init; }

    public required string ContractId { get; init; }

    public required string RecipientId { get; init; }

    public required string Status { get; init; }

    public required int Attempts { get; init; }

    public required DateTimeOffset? SendingUntil { get; init; }

    public required string? MessageId { get; init; }

    public required string? Facts { get; init; }

    public required string? Address { get; init; }

    public required string? RecipientName { get; init; }

    public required string? OtherPartyName { get; init; }

    /// <summary>Reads it in one round trip; none if there is no such line.</summary>
    public static Task<EmailJob?> ReadAsync(NotificationsDbContext db, Guid deliveryId, CancellationToken cancellationToken) =>
        s_read.For(db)(db, deliveryId, cancellationToken);
}
