using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Notifications.Deliveries;
using Notifications.Notices;
using Notifications.Persistence;
using Notifications.Preferences;
using Notifications.Profiles;

namespace Notifications.Email;

/// <summary>
/// Make one attempt at one email. Notifications sends it to itself: with the notice, when an address arrives, and by the timers of the
/// retries. It names the attempt, so that a copy of an earlier command does nothing.
/// </summary>
[EntityName("send-email")]
internal sealed record SendEmail
{
    /// <summary>The exchange of the queue. An address of the queue itself would declare it, without its consumer's arguments.</summary>
    public static readonly Uri Queue = new($"exchange:{Queues.Email}");

    public required Guid DeliveryId { get; init; }

    /// <summary>The attempt, from 1.</summary>
    public required int Attempt { get; init; }
}

/// <summary>
/// Makes one attempt at an email. The first transaction counts the attempt and leases the delivery, before the email is sent (R43);
/// another consumer that finds the lease waits until it has expired. No transaction is open while the mail server is talked to; an
/// attempt that takes long prolongs its lease. The last transaction records the result and sets the timer of the next attempt.
/// </summary>
internal sealed partial class SendEmailConsumer(
    ConsumerTransactions<NotificationsDbContext> transactions, EmailComposer composer, IEmailSender sender,
    IOptions<EmailOptions> options, IOptions<NotificationOptions> notificationOptions, QuietHours quietHours, TimeProvider clock,
    ILogger<SendEmailConsumer> logger)
    : IConsumer<SendEmail>
{
    /// <summary>The processes of all attempts died, each perhaps after the server had accepted the email.</summary>
    private static readonly FailedAttempt _interrupted = new("interrupted", EmailFailure.Unknown);

    public async Task Consume(ConsumeContext<SendEmail> context)
    {
        if (await transactions.RunAsync(context, BeginAttemptAsync) is not { } email)
            return;

        var failed = await SendAsync(context, email);
        if (failed is { Failure: EmailFailure.SetUp })
            NotificationsTelemetry.CountSetUpRefusal(failed.ErrorClass);

        await transactions.RunAsync(context, transaction => RecordAsync(transaction, email.Delivery, failed), recordsOutcome: true);
    }

    /// <summary>Begins the attempt and returns the email, or returns null if there is nothing to send now.</summary>
    private async Task<EmailDelivery?> BeginAttemptAsync(ConsumerTransaction<NotificationsDbContext, SendEmail> transaction)
    {
        var (db, context, isRetry) = transaction;
        var digest = isRetry ? await DeliveryLocks.LockAsync(db, context.Message.DeliveryId, context.CancellationToken) : null;
        var email = await EmailDelivery.ReadAsync(db, context.Message.DeliveryId, context.CancellationToken);

        // What joins or leaves a digest locks it too: it is among the notices that are read below, or finds the attempt. Whether an email
        // of unknown fate was withdrawn meanwhile, the concurrency tokens don't tell.
        if (!isRetry
            && email is { Delivery: { Notice: EmailDigests.Kind } or { DigestId: not null } or { Status: DeliveryStatuses.Unknown } })
        {
            digest = await DeliveryLocks.LockAsync(db, context.Message.DeliveryId, context.CancellationToken);
            email = await EmailDelivery.ReadAsync(db, context.Message.DeliveryId, context.CancellationToken);
        }

        var now = Now();
        if (email is { Delivery.WithheldFacts: not null } && !await ReinstateAsync(db, context, email, now))
            return null;

        if (email is not { Delivery: { IsSettled: false, Facts: not null } delivery })
            return null;

        // A notice in a digest that is being sent shares the outcome; if that is a failure, the next attempt at the digest judges it.
        if (digest?.SendingUntil > now)
            return null;

        if (delivery.SendingUntil > now)
        {
            await SendAgainAsync(context, delivery.Attempts + 1, delivery.SendingUntil.Value);
            return null;
        }

        if (delivery.SendingUntil is null && context.Message.Attempt <= delivery.Attempts)
            return null;

        if (delivery.TakeBack(await email.Circumstances.JudgeAsync(db, delivery, now, context.CancellationToken), now))
        {
            LogSuperseded(delivery.DeliveryId, delivery.Notice, delivery.SourceId, delivery.RecipientId);
            return null;
        }

        if (email.Mode == EmailModes.Off && delivery.Notice != EmailDigests.Kind)
        {
            delivery.TurnOff(now);
            LogTurnedOff(delivery.DeliveryId, delivery.Notice, delivery.SourceId, delivery.RecipientId);
            return null;
        }

        if (delivery.DigestId is not null)
            return null;

        if (delivery.AttemptsSinceRelease > 0 && options.Value.DelayAfter(delivery.AttemptsSinceRelease) is null)
        {
            await GiveUpAsync(db, delivery, _interrupted, now, context.CancellationToken);
            return null;
        }

        if (email.Address is null)
            email = await FindAddressAsync(db, email, context.CancellationToken);

        if (email is null)
        {
            delivery.WaitForAddress(now);
            LogWaiting(delivery.DeliveryId, delivery.Notice, delivery.SourceId, delivery.RecipientId);
            return null;
        }

        if (delivery.Notice == EmailDigests.Kind)
        {
            email = email with { DigestNotices = await TakeTrueNoticesAsync(db, delivery, now, context.CancellationToken) };
            if (email.DigestNotices.Count == 0)
                return null;
        }

        if (email.IsForTheDay && quietHours.EndOf(now, email.TimeZone) is { } morning)
        {
            await SendAgainAsync(context, delivery.Attempts + 1, morning);
            LogPutOff(delivery.DeliveryId, delivery.Notice, delivery.SourceId, delivery.RecipientId, morning);
            return null;
        }

        delivery.BeginAttempt(now, options.Value.AttemptLease);
        return email.UnsubscribeToken is null ? WithToken(db, email) : email;
    }

    /// <summary>
    /// What was withheld is sent after all once its notice is true again: by itself, or in the next digest (R60). What had been given up as
    /// unknown is not: it may have arrived.
    /// </summary>
    /// <returns>Whether it is sent now.</returns>
    private async Task<bool> ReinstateAsync(
        NotificationsDbContext db, ConsumeContext<SendEmail> context, EmailDelivery email, DateTimeOffset now)
    {
        var delivery = email.Delivery;
        var truth = await email.Circumstances.JudgeAsync(db, delivery, now, context.CancellationToken);
        if (truth == NoticeTruth.Untrue || delivery.Status == DeliveryStatuses.Delivered)
            delivery.WithheldFacts = null;

        if (truth != NoticeTruth.True || delivery.WithheldFacts is null)
            return false;

        var isGivenUp = delivery is { Status: DeliveryStatuses.Unknown, AttemptsSinceRelease: > 0 }
            && options.Value.DelayAfter(delivery.AttemptsSinceRelease) is null;
        delivery.Reinstate(now, isGivenUp);
        if (isGivenUp)
        {
            LogStaysGivenUp(delivery.DeliveryId, delivery.Notice, delivery.SourceId, delivery.RecipientId);
            return false;
        }

        if (email.Mode == EmailModes.Digest)
        {
            var digests = new EmailDigests(db, notificationOptions, options);
            delivery.DigestId = await digests.JoinAsync(context, delivery.RecipientId, email.TimeZone, now);
        }

        LogReinstated(delivery.DeliveryId, delivery.Notice, delivery.SourceId, delivery.RecipientId);
        return true;
    }

    /// <summary>
    /// The notices of a digest that are still true and wanted. Those that aren't are superseded or turned off, and with the last of them
    /// the digest is superseded (R48).
    /// </summary>
    private static async Task<List<DigestNotice>> TakeTrueNoticesAsync(
        NotificationsDbContext db, Delivery digest, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var notices = await EmailDigests.OpenNoticesAsync(db, digest.DeliveryId, cancellationToken);
        foreach (var notice in notices)
            notice.Delivery.TakeBack(await notice.Circumstances.JudgeAsync(db, notice.Delivery, now, cancellationToken), now);

        foreach (var notice in notices.Where(notice => notice.Delivery.Facts is not null && notice.Mode == EmailModes.Off))
            notice.Delivery.TurnOff(now);

        notices.RemoveAll(notice => notice.Delivery.Facts is null);
        if (notices.Count == 0)
            digest.Supersede(now);

        return notices;
    }

    /// <summary>The token that the recipient's emails of this kind have from now on.</summary>
    private static EmailDelivery WithToken(NotificationsDbContext db, EmailDelivery email)
    {
        var preference = EmailPreference.New(email.Delivery.RecipientId, email.Delivery.Notice);
        db.Add(preference);
        return email with { UnsubscribeToken = preference.Token };
    }

    /// <summary>
    /// Locks the recipient's profile, or adds an empty one. An address that arrives at this moment is therefore either found here, or
    /// finds the email waiting.
    /// </summary>
    private static async Task<EmailDelivery?> FindAddressAsync(
        NotificationsDbContext db, EmailDelivery email, CancellationToken cancellationToken)
    {
        var recipientId = email.Delivery.RecipientId;
        var profile = await db.FindAndLockAsync<UserProfile>(recipientId, cancellationToken);
        if (profile is null)
            db.Add(new UserProfile { UserId = recipientId });

        return profile?.Email is null
            ? null
            : email with
            {
                Address = profile.Email,
                RecipientName = profile.DisplayName,
                Locale = profile.Locale,
                TimeZone = profile.TimeZone,
            };
    }

    /// <summary>Sends the email, and prolongs the lease meanwhile; returns null if the server accepted the email.</summary>
    private async Task<FailedAttempt?> SendAsync(ConsumeContext<SendEmail> context, EmailDelivery email)
    {
        using var ended = new CancellationTokenSource();
        var lease = ProlongLeaseAsync(context, email.Delivery.Attempts, ended.Token);
        try
        {
            await sender.SendAsync(await composer.ComposeAsync(email), context.CancellationToken);
            return null;
        }
        catch (EmailNotSentException failure)
        {
            return new FailedAttempt(failure.ErrorClass, failure.Failure, failure.Reply);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return new FailedAttempt(failure.GetType().Name, EmailFailure.Temporary);
        }
        finally
        {
            await ended.CancelAsync();
            await lease;
        }
    }

    /// <summary>
    /// Prolongs the lease until the attempt has ended. An attempt that can't prolong it goes on: at worst another one begins meanwhile,
    /// with the same <c>Message-ID</c>.
    /// </summary>
    private async Task ProlongLeaseAsync(ConsumeContext<SendEmail> context, int attempt, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(options.Value.AttemptLease / 3, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                await transactions.RunAsync(
                    context,
                    async transaction =>
                    {
                        var delivery = await transaction.Db.FindAndLockAsync<Delivery>(context.Message.DeliveryId, ended);
                        if (delivery is { SendingUntil: not null } && delivery.Attempts == attempt)
                            delivery.SendingUntil = Now() + options.Value.AttemptLease;
                    },
                    recordsOutcome: true);
            }
        }
        catch (OperationCanceledException)
        {
            // The attempt has ended.
        }
        catch (Exception failure)
        {
            LogNotProlonged(context.Message.DeliveryId, attempt, failure.GetType().Name);
        }
    }

    /// <summary>
    /// Records the result of the attempt. The delivery is nearly always as the first transaction left it; if not, the commit fails and
    /// the retry reads and locks it. A digest is locked at once, before its notices are written, and so is an email of unknown fate, which
    /// may have been withdrawn since and looks the same.
    /// </summary>
    private async Task RecordAsync(
        ConsumerTransaction<NotificationsDbContext, SendEmail> transaction, Delivery begun, FailedAttempt? failed)
    {
        var (db, context, isRetry) = transaction;
        var attempt = begun.Attempts;
        var delivery = isRetry || begun is { Notice: EmailDigests.Kind } or { Status: DeliveryStatuses.Unknown }
            ? await db.FindAndLockAsync<Delivery>(begun.DeliveryId, context.CancellationToken)
            : db.Attach(begun).Entity;
        if (delivery is null)
            return;

        if (failed is null)
        {
            delivery.Delivered(Now());
            await TellNoticesAsync(db, delivery, context.CancellationToken);
            LogDelivered(delivery.DeliveryId, delivery.Attempts);
        }
        else if (delivery is { IsSettled: false, Facts: not null } && delivery.Attempts == attempt)
        {
            await RecordFailureAsync(db, context, delivery, failed);
        }
    }

    private async Task RecordFailureAsync(
        NotificationsDbContext db, ConsumeContext<SendEmail> context, Delivery delivery, FailedAttempt failed)
    {
        var (attempt, now) = (delivery.Attempts, Now());
        if (failed.Failure == EmailFailure.SetUp)
            LogSetUpRefused(delivery.DeliveryId, delivery.Notice, delivery.SourceId, attempt, failed.ErrorClass);

        if (failed.Failure == EmailFailure.Refused || options.Value.DelayAfter(delivery.AttemptsSinceRelease) is not { } delay)
        {
            await GiveUpAsync(db, delivery, failed, now, context.CancellationToken);
            return;
        }

        delivery.AttemptFailed(now, failed.Reason, failed.MayHaveArrived);
        await TellNoticesAsync(db, delivery, context.CancellationToken);
        await SendAgainAsync(context, attempt + 1, now + delay);
        LogRetrying(
            delivery.DeliveryId, delivery.Notice, delivery.SourceId, delivery.RecipientId, attempt, failed.ErrorClass, now + delay);
    }

    private async Task GiveUpAsync(
        NotificationsDbContext db, Delivery delivery, FailedAttempt failed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        delivery.GiveUp(now, failed.Reason, failed.MayHaveArrived);
        await TellNoticesAsync(db, delivery, cancellationToken);
        LogGivenUp(
            delivery.DeliveryId, delivery.Notice, delivery.SourceId, delivery.RecipientId, delivery.Attempts, failed.ErrorClass);
    }

    /// <summary>The notices of a digest share its fate.</summary>
    private static async Task TellNoticesAsync(NotificationsDbContext db, Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.Notice != EmailDigests.Kind)
            return;

        foreach (var notice in await EmailDigests.OpenNoticesAsync(db, delivery.DeliveryId, cancellationToken))
            notice.Delivery.Follow(delivery);
    }

    private static Task<ScheduledMessage<SendEmail>> SendAgainAsync(ConsumeContext<SendEmail> context, int attempt, DateTimeOffset at) =>
        context.ScheduleSend(
            SendEmail.Queue,
            at.UtcDateTime,
            new SendEmail { DeliveryId = context.Message.DeliveryId, Attempt = attempt },
            context.CancellationToken);

    private DateTimeOffset Now() => clock.GetUtcNow().ToMicroseconds();

    [LoggerMessage(
        LogLevel.Information, "Email {DeliveryId}, {Notice} of {SourceId} for {RecipientId}, waits for the morning, until {Morning:O}")]
    private partial void LogPutOff(Guid deliveryId, string notice, Guid sourceId, string recipientId, DateTimeOffset morning);

    [LoggerMessage(LogLevel.Information, "Email {DeliveryId} is delivered by attempt {Attempt}")]
    private partial void LogDelivered(Guid deliveryId, int attempt);

    [LoggerMessage(
        LogLevel.Warning,
        "Email {DeliveryId}, {Notice} of {SourceId} for {RecipientId}: attempt {Attempt} failed with {ErrorClass}; next at {Next:O}")]
    private partial void LogRetrying(
        Guid deliveryId, string notice, Guid sourceId, string recipientId, int attempt, string errorClass, DateTimeOffset next);

    [LoggerMessage(
        LogLevel.Error,
        "Email {DeliveryId}, {Notice} of {SourceId} for {RecipientId}: given up after attempt {Attempt} with {ErrorClass}")]
    private partial void LogGivenUp(
        Guid deliveryId, string notice, Guid sourceId, string recipientId, int attempt, string errorClass);

    [LoggerMessage(
        LogLevel.Information, "Email {DeliveryId}, {Notice} of {SourceId} for {RecipientId}, is superseded: it is no longer true")]
    private partial void LogSuperseded(Guid deliveryId, string notice, Guid sourceId, string recipientId);

    [LoggerMessage(
        LogLevel.Information, "Email {DeliveryId}, {Notice} of {SourceId} for {RecipientId}, is sent after all: it is true again")]
    private partial void LogReinstated(Guid deliveryId, string notice, Guid sourceId, string recipientId);

    [LoggerMessage(
        LogLevel.Warning,
        "Email {DeliveryId}, {Notice} of {SourceId} for {RecipientId}, is true again and stays given up: it may have arrived before")]
    private partial void LogStaysGivenUp(Guid deliveryId, string notice, Guid sourceId, string recipientId);

    [LoggerMessage(
        LogLevel.Information,
        "Email {DeliveryId}, {Notice} of {SourceId} for {RecipientId}, is not sent: the recipient turned its kind off")]
    private partial void LogTurnedOff(Guid deliveryId, string notice, Guid sourceId, string recipientId);

    [LoggerMessage(
        LogLevel.Error,
        "Email {DeliveryId}, {Notice} of {SourceId}: attempt {Attempt} was refused with {ErrorClass} because of our own set-up "
        + "(sender, relay, policy, sign-in or encryption), not of the recipient; check the Email options and the mail server")]
    private partial void LogSetUpRefused(Guid deliveryId, string notice, Guid sourceId, int attempt, string errorClass);

    [LoggerMessage(
        LogLevel.Warning, "Email {DeliveryId}: the lease of attempt {Attempt} could not be prolonged ({Failure}); the attempt goes on")]
    private partial void LogNotProlonged(Guid deliveryId, int attempt, string failure);

    [LoggerMessage(LogLevel.Information, "Email {DeliveryId}, {Notice} of {SourceId}, waits for an address of {RecipientId}")]
    private partial void LogWaiting(Guid deliveryId, string notice, Guid sourceId, string recipientId);
}

/// <summary>The queue of attempts, of which <c>Email:Concurrency</c> run at once. Its consumer takes its transactions itself.</summary>
internal sealed class SendEmailConsumerDefinition : ConsumerDefinition<SendEmailConsumer>
{
    private readonly int _concurrency;

    public SendEmailConsumerDefinition(IOptions<EmailOptions> options)
    {
        EndpointName = Queues.Email;
        _concurrency = options.Value.Concurrency;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<SendEmailConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.ConfigureConsumeTopology = false;
        endpointConfigurator.ConcurrentMessageLimit = _concurrency;
        endpointConfigurator.PrefetchCount = _concurrency;
    }
}
