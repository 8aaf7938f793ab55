using Messaging.EntityFrameworkCore;
using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Notifications.Ledger;
using Notifications.Persistence;

namespace Notifications.Email;

/// <summary>
/// One attempt at one email. The attempt is counted and leased in the ledger, committed, before the mail leaves (R43): who
/// finds the lease taken leaves the email alone until it runs out. No transaction is open while the server is talked to.
/// </summary>
internal sealed class EmailHandover(
    IServiceScopeFactory scopes,
    GroupCommit<NotificationsDbContext> group,
    EmailComposer composer,
    IEmailSender sender,
    IOptions<EmailOptions> options,
    TimeProvider clock)
{
    /// <summary>Makes the attempt that <paramref name="command"/> asks for, unless it was made before.</summary>
    /// <param name="command">Which email, and which attempt.</param>
    /// <param name="locks">Whether to lock the line from the start, because somebody was in the way.</param>
    /// <param name="cancellationToken">Cancels the attempt, if the server has not been asked yet.</param>
    /// <exception cref="DbUpdateConcurrencyException">Another worker took the line in this moment.</exception>
    public async Task<HandoverOutcome> AttemptAsync(SendEmail command, bool locks, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();

        var job = await EmailJob.ReadAsync(db, command.DeliveryId, cancellationToken);
        var now = clock.GetUtcNow().ToMicroseconds();
        if (job is null || job.Status is DeliveryStatuses.Delivered or DeliveryStatuses.Failed)
            return new HandoverOutcome.Settled();

        if (job.SendingUntil is { } until && until > now)
            return new HandoverOutcome.UnderWay(job.Attempts, until);

        if (job.SendingUntil is null && command.Attempt <= job.Attempts)
            return new HandoverOutcome.Settled();

        if (job.Attempts > options.Value.Retries.Count)
            return new HandoverOutcome.NotSent(job.Attempts, "interrupted", IsPermanent: true);

        if (job.Address is not { } address)
            return new HandoverOutcome.NoAddress();

        var lease = now + options.Value.AttemptLease;
        return await TryTakeAsync(db, job, now, lease, locks, cancellationToken)
            ? await SendAsync(job, address, cancellationToken)
            : new HandoverOutcome.UnderWay(job.Attempts + 1, lease);
    }

    /// <summary>Takes the line only as it was read, so that of two workers one gets it.</summary>
    private async Task<bool> TryTakeAsync(
        NotificationsDbContext db, EmailJob job, DateTimeOffset now, DateTimeOffset lease, bool locks, CancellationToken cancellationToken)
    {
        await using var write = await group.BeginAsync(db, locks, cancellationToken);
        var line = await db.FindAndLockAsync<Delivery>(job.DeliveryId, cancellationToken);
        if ((line?.Status, line?.Attempts, line?.SendingUntil) != (job.Status, job.Attempts, job.SendingUntil))
            return false;

        line!.Attempts++;
        line.At = now;
        line.SendingUntil = lease;
        await write.SaveAndCommitAsync(cancellationToken);
        return true;
    }

    private async Task<HandoverOutcome> SendAsync(EmailJob job, string address, CancellationToken cancellationToken)
    {
        var attempt = job.Attempts + 1;
        try
        {
            await sender.SendAsync(await composer.ComposeAsync(job, address), cancellationToken);
            return new HandoverOutcome.Sent(attempt);
        }
        catch (EmailNotSentException failure)
        {
            return new HandoverOutcome.NotSent(attempt, failure.ErrorClass, failure.IsPermanent);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return new HandoverOutcome.NotSent(attempt, failure.GetType().Name, IsPermanent: false);
        }
    }
}
