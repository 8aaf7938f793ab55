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
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="DbUpdateConcurrencyException">Another worker took the line at the same time: try again.</exception>
    public async Task<HandoverOutcome> AttemptAsync(SendEmail command, bool locks, CancellationToken cancellationToken)
    {
        var (taken, otherwise) = await TakeAsync(command, locks, cancellationToken);
        return taken is null ? otherwise! : await SendAsync(taken, cancellationToken);
    }

    /// <summary>Takes the line as it was read, so that of two workers one gets it; or says why there is nothing to send.</summary>
    private async Task<(EmailJob? Taken, HandoverOutcome? Otherwise)> TakeAsync(SendEmail command, bool locks, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        await using var write = await group.BeginAsync(db, locks, cancellationToken);
        if (locks)
            await db.FindAndLockAsync<Delivery>(command.DeliveryId, cancellationToken);

        var job = await EmailJob.ReadAsync(db, command.DeliveryId, cancellationToken);
        var now = clock.GetUtcNow().ToMicroseconds();
        if (job is null)
            return (null, new HandoverOutcome.Settled());

        if (NothingToSend(job, command.Attempt, now) is { } otherwise)
            return (null, otherwise);

        job.Line.Attempts++;
        job.Line.At = now;
        job.Line.SendingUntil = now + options.Value.AttemptLease;
        await write.SaveAndCommitAsync(cancellationToken);
        return (job, null);
    }

    private HandoverOutcome? NothingToSend(EmailJob job, int attempt, DateTimeOffset now) => job switch
    {
        { Line.Status: DeliveryStatuses.Delivered or DeliveryStatuses.Failed } => new HandoverOutcome.Settled(),
        { Line.SendingUntil: { } until } when until > now => new HandoverOutcome.UnderWay(job.Line.Attempts, until),
        { Line.SendingUntil: null } when attempt <= job.Line.Attempts => new HandoverOutcome.Settled(),
        _ when job.Line.Attempts > options.Value.Retries.Count => new HandoverOutcome.NotSent(job.Line.Attempts, "interrupted", IsPermanent: true),
        { Address: null } => new HandoverOutcome.NoAddress(),
        _ => null,
    };

    private async Task<HandoverOutcome> SendAsync(EmailJob job, CancellationToken cancellationToken)
    {
        var attempt = job.Line.Attempts;
        try
        {
            await sender.SendAsync(await composer.ComposeAsync(job), cancellationToken);
            return new HandoverOutcome.Sent(job.Line);
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
