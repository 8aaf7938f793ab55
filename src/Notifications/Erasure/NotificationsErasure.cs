using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Notifications.Deliveries;
using Notifications.Email;
using Notifications.Notices;
using Notifications.Persistence;
using Notifications.Profiles;
using Notifications.Webhooks;
using Shared;

namespace Notifications.Erasure;

/// <summary>
/// Erases a person from what Notifications keeps: profile, preferences and in-app messages are deleted, emails to the person are not sent
/// any more, and in deliveries a pseudonym takes the place of the id. What others were told no longer mentions the person. The profile goes
/// last, because it says what to look for: an erasure that was interrupted is repeated.
/// </summary>
public sealed partial class NotificationsErasure
{
    private const int BatchSize = 500;

    private readonly IServiceScopeFactory _scopes;
    private readonly DevelopmentMailbox _mailbox;
    private readonly TimeProvider _clock;
    private readonly ILogger<NotificationsErasure> _logger;

    internal NotificationsErasure(
        IServiceScopeFactory scopes, DevelopmentMailbox mailbox, TimeProvider clock, ILogger<NotificationsErasure> logger) =>
        (_scopes, _mailbox, _clock, _logger) = (scopes, mailbox, clock, logger);

    /// <summary>The display name and the address by which a person is mentioned; null as far as they are not known.</summary>
    public Task<(string? Name, string? Address)> ReadAsync(string userId, CancellationToken cancellationToken) =>
        WithAsync(async db =>
        {
            var profile = await db.UserProfiles.AsNoTracking()
                .SingleOrDefaultAsync(profile => profile.UserId == userId, cancellationToken);
            return (profile?.DisplayName, profile?.Email);
        });

    /// <summary>Erases a person.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="otherName">A display name that the profile does not hold, as far as one is known.</param>
    /// <param name="otherAddress">An email address that it does not hold, likewise.</param>
    /// <param name="dryRun">Whether only to count.</param>
    /// <param name="cancellationToken">Ends it; what was erased stays erased, and another run goes on.</param>
    /// <returns>How many rows of each kind were touched.</returns>
    public async Task<IReadOnlyDictionary<string, long>> EraseAsync(
        string userId, string? otherName, string? otherAddress, bool dryRun, CancellationToken cancellationToken)
    {
        var (name, address) = await ReadAsync(userId, cancellationToken);
        var pseudonym = ErasedUser.PseudonymOf(userId);
        var person = new Person(userId, pseudonym, new PersonalTexts(userId, pseudonym, address, otherAddress, name, otherName));
        if (!dryRun)
            await WithAsync(db => db.MarkErasedAsync(userId, _clock.GetUtcNow(), cancellationToken));

        var touched = new Dictionary<string, long>
        {
            ["deliveries"] = await EraseFromDeliveriesAsync(person, dryRun, cancellationToken),
            ["in-app-messages"] = await DeleteMessagesAsync(userId, dryRun, cancellationToken)
                + await RedactMessagesAsync(person, name, dryRun, cancellationToken)
                + (otherName == name ? 0 : await RedactMessagesAsync(person, otherName, dryRun, cancellationToken)),
            ["webhook-deliveries"] = await EraseFromWebhooksAsync(person, dryRun, cancellationToken),
            ["webhooks"] = await EraseOperatorAsync(person, dryRun, cancellationToken),
            ["outbox-messages"] = await _scopes.RewriteAsync<NotificationsDbContext>(
                body => person.Texts.Rewrite(body), kept: typeof(UserErased), dryRun, cancellationToken),
        };
        if (!dryRun)
            _mailbox.Delete(address, otherAddress);

        (touched["email-preferences"], touched["user-profiles"]) = await DeleteProfileAsync(userId, dryRun, cancellationToken);
        LogErased(ErasedUsers.Counts(touched), person.Pseudonym, dryRun);
        return touched;
    }

    private async Task<long> EraseFromDeliveriesAsync(Person person, bool dryRun, CancellationToken cancellationToken)
    {
        var touched = 0L;
        await foreach (var batch in Batches.ReadAsync(BatchSize, (Guid?)null, ReadAsync, deliveryId => deliveryId))
        {
            touched += batch.Count;
            foreach (var deliveryId in dryRun ? [] : batch)
                await EraseFromDeliveryAsync(person, deliveryId, cancellationToken);
        }

        return touched;

        Task<List<Guid>> ReadAsync(Guid? last) => WithAsync(db => db.Deliveries.AsNoTracking()
            .Where(delivery => delivery.RecipientId == person.UserId || delivery.OtherPartyId == person.UserId)
            .Where(delivery => last == null || delivery.DeliveryId > last)
            .OrderBy(delivery => delivery.DeliveryId)
            .Select(delivery => delivery.DeliveryId)
            .Take(BatchSize).ToListAsync(cancellationToken));
    }

    /// <summary>An attempt that is under way ends as it does; its email may still arrive. False if the delivery is gone.</summary>
    private Task<bool> EraseFromDeliveryAsync(Person person, Guid deliveryId, CancellationToken cancellationToken) => WithAsync(async db =>
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        if (await db.FindAndLockAsync<Delivery>(deliveryId, cancellationToken) is not { } delivery)
            return false;

        var entry = db.Entry(delivery);
        delivery.LastError = person.Texts.Redact(delivery.LastError);
        if (delivery.RecipientId == person.UserId)
        {
            if (!delivery.IsSettled && delivery.Channel == DeliveryChannels.Email)
                delivery.Supersede(_clock.GetUtcNow().ToMicroseconds());

            (delivery.Facts, delivery.WithheldFacts) = (null, null);
            entry.Property(row => row.RecipientId).CurrentValue = person.Pseudonym;
        }
        else
        {
            delivery.Facts = person.Redact(delivery.Notice, delivery.Facts);
            delivery.WithheldFacts = person.Redact(delivery.Notice, delivery.WithheldFacts);
            entry.Property(row => row.OtherPartyId).CurrentValue = person.Pseudonym;
        }

        await write.SaveAndCommitAsync(cancellationToken);
        return true;
    });

    /// <summary>
    /// What is sent later no longer names the person. What was recorded since the person was marked as erased has the pseudonym, and may
    /// mention a name that was not known then. An attempt that is under way has the body that it had; what subscribers have stored is
    /// theirs.
    /// </summary>
    private async Task<long> EraseFromWebhooksAsync(Person person, bool dryRun, CancellationToken cancellationToken)
    {
        var touched = 0L;
        await foreach (var batch in Batches.ReadAsync(BatchSize, (Guid?)null, ReadAsync, deliveryId => deliveryId))
        {
            touched += batch.Count;
            foreach (var deliveryId in dryRun ? [] : batch)
                await EraseFromWebhookAsync(person, deliveryId, cancellationToken);
        }

        return touched;

        Task<List<Guid>> ReadAsync(Guid? last) => WithAsync(db => db.WebhookDeliveries.AsNoTracking()
            .Where(delivery => delivery.ClientId == person.UserId || delivery.FreelancerId == person.UserId
                || delivery.ClientId == person.Pseudonym || delivery.FreelancerId == person.Pseudonym)
            .Where(delivery => last == null || delivery.DeliveryId > last)
            .OrderBy(delivery => delivery.DeliveryId)
            .Select(delivery => delivery.DeliveryId)
            .Take(BatchSize).ToListAsync(cancellationToken));
    }

    private Task<bool> EraseFromWebhookAsync(Person person, Guid deliveryId, CancellationToken cancellationToken) => WithAsync(async db =>
    {
        await using var write = await db.BeginWriteAsync(cancellationToken);
        if (await db.FindAndLockAsync<WebhookDelivery>(deliveryId, cancellationToken) is not { } delivery)
            return false;

        delivery.Erase(person.UserId, person.Pseudonym, person.Texts);
        await write.SaveAndCommitAsync(cancellationToken);
        return true;
    });

    private Task<long> EraseOperatorAsync(Person person, bool dryRun, CancellationToken cancellationToken) => WithAsync(async db =>
    {
        var (userId, pseudonym) = (person.UserId, person.Pseudonym);
        var webhooks = db.Webhooks.Where(webhook => webhook.CreatedById == userId || webhook.ChangedById == userId);
        return dryRun
            ? await webhooks.LongCountAsync(cancellationToken)
            : await webhooks.ExecuteUpdateAsync(
                set => set
                    .SetProperty(row => row.CreatedById, row => row.CreatedById == userId ? pseudonym : row.CreatedById)
                    .SetProperty(row => row.ChangedById, row => row.ChangedById == userId ? pseudonym : row.ChangedById),
                cancellationToken);
    });

    private async Task<long> DeleteMessagesAsync(string userId, bool dryRun, CancellationToken cancellationToken)
    {
        if (dryRun)
            return await WithAsync(db => db.InAppMessages.LongCountAsync(message => message.RecipientId == userId, cancellationToken));

        var (deleted, batch) = (0L, BatchSize);
        while (batch == BatchSize)
        {
            deleted += batch = await WithAsync(db => db.InAppMessages
                .Where(message => message.RecipientId == userId).OrderBy(message => message.CreatedAt).Take(BatchSize)
                .ExecuteDeleteAsync(cancellationToken));
        }

        return deleted;
    }

    /// <summary>Messages of others quote the name.</summary>
    private async Task<long> RedactMessagesAsync(Person person, string? name, bool dryRun, CancellationToken cancellationToken)
    {
        if (UserText.OnOneLine(name) is not { Length: > 0 } quoted)
            return 0;

        var touched = 0L;
        await foreach (var batch in Batches.ReadAsync(
            BatchSize,
            (Guid?)null,
            last => WithAsync(db => db.InAppMessages.AsNoTracking()
                .Where(message => message.Text.Contains(quoted) && message.RecipientId != person.UserId)
                .Where(message => last == null || message.MessageId > last)
                .OrderBy(message => message.MessageId)
                .Select(message => new { message.MessageId, message.Text })
                .Take(BatchSize).ToListAsync(cancellationToken)),
            message => message.MessageId))
        {
            foreach (var message in batch)
            {
                var text = person.Texts.Redact(message.Text)!;
                if (text == message.Text)
                    continue;

                touched++;
                if (!dryRun)
                {
                    await WithAsync(db => db.InAppMessages.Where(row => row.MessageId == message.MessageId)
                        .ExecuteUpdateAsync(set => set.SetProperty(row => row.Text, text), cancellationToken));
                }
            }
        }

        return touched;
    }

    private Task<(long Preferences, long Profiles)> DeleteProfileAsync(string userId, bool dryRun, CancellationToken cancellationToken) =>
        WithAsync<(long, long)>(async db =>
        {
            await using var write = await db.BeginWriteAsync(cancellationToken);
            await db.FindAndLockAsync<UserProfile>(userId, cancellationToken);
            var preferences = await db.EmailPreferences.Where(preference => preference.UserId == userId)
                .ExecuteDeleteAsync(cancellationToken);
            var profiles = await db.UserProfiles.Where(profile => profile.UserId == userId).ExecuteDeleteAsync(cancellationToken);
            if (!dryRun)
                await write.SaveAndCommitAsync(cancellationToken);

            return (preferences, profiles);
        });

    private async Task<T> WithAsync<T>(Func<NotificationsDbContext, Task<T>> work)
    {
        await using var scope = _scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<NotificationsDbContext>());
    }

    [LoggerMessage(
        LogLevel.Information,
        "Audit: erased a user from the notifications database ({Counts}); the pseudonym is {Pseudonym}; dry run: {IsDry}")]
    private partial void LogErased(string counts, string pseudonym, bool isDry);

    /// <summary>Who is erased.</summary>
    private sealed record Person(string UserId, string Pseudonym, PersonalTexts Texts)
    {
        /// <summary>A note to a client is the freelancer's own; a comment is public.</summary>
        public string? Redact(string notice, string? facts) =>
            facts is null ? null : Redact(notice, NoticeFacts.FromJson(facts)).ToJson();

        private NoticeFacts Redact(string notice, NoticeFacts facts) => facts with
        {
            ContractTitle = Texts.Redact(facts.ContractTitle),
            Message = Notice.IsForClient(notice) ? null : Texts.Redact(facts.Message),
            Comment = Texts.Redact(facts.Comment),
        };
    }
}
