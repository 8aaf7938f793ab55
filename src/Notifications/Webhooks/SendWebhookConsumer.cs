using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Notifications.Persistence;

namespace Notifications.Webhooks;

/// <summary>
/// Make one attempt at one delivery to a subscriber. Notifications sends it to itself: with the event, by the timers of the retries, and
/// when operators replay. It names the attempt, so that a copy of an earlier command does nothing.
/// </summary>
[EntityName("send-webhook")]
internal sealed record SendWebhook
{
    /// <summary>The exchange of the queue. An address of the queue itself would declare it, without its consumer's arguments.</summary>
    public static readonly Uri Queue = new($"exchange:{Queues.Webhooks}");

    public required Guid DeliveryId { get; init; }

    public required Guid WebhookId { get; init; }

    /// <summary>The attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The attempt after those that were begun.</summary>
    public static SendWebhook Next(WebhookDelivery delivery) => new()
    {
        DeliveryId = delivery.DeliveryId,
        WebhookId = delivery.WebhookId,
        Attempt = delivery.Attempts + 1,
    };
}

/// <summary>
/// Makes one attempt at a delivery (R70). The first transaction counts the attempt and leases the delivery before anything is sent;
/// another consumer that finds the lease waits until it has expired, which is after the longest attempt. No transaction is open while the
/// subscriber is talked to. The last transaction records the result and sets the timer of the next attempt.
/// </summary>
internal sealed partial class SendWebhookConsumer(
    ConsumerTransactions<NotificationsDbContext> transactions, WebhookSecrets secrets, WebhookSender sender, SubscriberSlots slots,
    IOptions<WebhookOptions> options, TimeProvider clock, ILogger<SendWebhookConsumer> logger)
    : IConsumer<SendWebhook>
{
    /// <summary>A subscriber can't put its deliveries off for longer.</summary>
    private static readonly TimeSpan _longestRetryAfter = TimeSpan.FromDays(1);

    /// <summary>A timer may fire a little early by the clock of another process.</summary>
    private static readonly TimeSpan _clocksMayDiffer = TimeSpan.FromSeconds(10);

    /// <summary>What the process may take besides the attempt itself, until it has recorded the result.</summary>
    private static readonly TimeSpan _timeToRecord = TimeSpan.FromSeconds(30);

    public async Task Consume(ConsumeContext<SendWebhook> context)
    {
        using var slot = slots.TryTake(context.Message.WebhookId, out var comeAgain);
        if (slot is null)
        {
            await transactions.RunAsync(context, transaction => PutOffAsync(transaction, comeAgain.ToMicroseconds()));
            return;
        }

        if (await transactions.RunAsync(context, BeginAttemptAsync) is not { } attempt)
            return;

        var result = attempt.Secrets.Count == 0
            ? new WebhookResult("secret-unreadable")
            : await slot.MeasureAsync(() => NotificationsTelemetry.MeasureWebhookAsync(() => sender.SendAsync(
                attempt.Url, attempt.Delivery.DeliveryId.ToString(), attempt.Secrets, attempt.Body, context.CancellationToken)));
        await transactions.RunAsync(
            context, transaction => RecordAsync(transaction, attempt.Delivery, result), recordsOutcome: true);
    }

    /// <summary>The delivery if an attempt at it is due; null if there is nothing to send now.</summary>
    private static async Task<WebhookDelivery?> FindDueAsync(
        ConsumerTransaction<NotificationsDbContext, SendWebhook> transaction, DateTimeOffset now)
    {
        var (db, context, isRetry) = transaction;
        var delivery = isRetry
            ? await db.FindAndLockAsync<WebhookDelivery>(context.Message.DeliveryId, context.CancellationToken)
            : await db.WebhookDeliveries.AsTracking()
                .SingleOrDefaultAsync(row => row.DeliveryId == context.Message.DeliveryId, context.CancellationToken);
        if (delivery is not { IsWaiting: true })
            return null;

        if (delivery.SendingUntil > now)
        {
            await SendAgainAsync(context, SendWebhook.Next(delivery), delivery.SendingUntil.Value);
            return null;
        }

        // A copy, of a command that is done or whose attempt failed meanwhile: the timer of the next attempt is set.
        var isCopy = delivery.SendingUntil is null
            && (context.Message.Attempt <= delivery.Attempts || delivery.NextAt > now + _clocksMayDiffer);
        return isCopy ? null : delivery;
    }

    /// <summary>
    /// The subscriber has no slot: the attempt comes again, or the delivery is given up if the subscriber hangs and no attempt found room
    /// for longer than all attempts would have taken. What an outage put off is not given up before the subscriber was tried.
    /// </summary>
    private async Task PutOffAsync(ConsumerTransaction<NotificationsDbContext, SendWebhook> transaction, DateTimeOffset comeAgain)
    {
        var now = Now();
        if (await FindDueAsync(transaction, now) is not { } delivery)
            return;

        var lastTried = delivery.At > delivery.WaitingSince ? delivery.At : delivery.WaitingSince;
        if (slots.Hangs(delivery.WebhookId) && now - lastTried > options.Value.Horizon + _longestRetryAfter)
        {
            GiveUp(delivery, now, delivery.LastError ?? "too-slow");
            return;
        }

        delivery.NextAt = comeAgain;
        await SendAgainAsync(transaction.Context, transaction.Context.Message, comeAgain);
    }

    /// <summary>Begins the attempt and returns what is sent, or returns null if there is nothing to send now.</summary>
    private async Task<WebhookAttempt?> BeginAttemptAsync(ConsumerTransaction<NotificationsDbContext, SendWebhook> transaction)
    {
        var (db, cancellationToken) = (transaction.Db, transaction.Context.CancellationToken);
        var now = Now();
        if (await FindDueAsync(transaction, now) is not { } delivery)
            return null;

        var webhook = await db.Webhooks.AsNoTracking()
            .SingleOrDefaultAsync(row => row.WebhookId == delivery.WebhookId, cancellationToken);
        if (webhook is not { IsEnabled: true })
        {
            delivery.Cancel(now);
            LogCancelled(delivery.DeliveryId, delivery.Event, delivery.WebhookId);
            return null;
        }

        // The processes of all attempts died.
        if (delivery.SendingUntil is not null && options.Value.DelayAfter(delivery.AttemptsSinceReplay) is null)
        {
            GiveUp(delivery, now, "interrupted");
            return null;
        }

        var visibility = await VisibilityOfAsync(db, delivery, cancellationToken);
        delivery.BeginAttempt(now, options.Value.Timeout + _timeToRecord);
        return new WebhookAttempt(delivery, webhook.Url, SecretsOf(webhook, now), WebhookBody.Of(delivery, visibility));
    }

    private static async Task<string> VisibilityOfAsync(
        NotificationsDbContext db, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.Event != WebhookEvents.Provided)
            return FeedbackVisibilities.Visible;

        return await db.FeedbackStandings.AsNoTracking()
            .Where(feedback => feedback.FeedbackId == delivery.SourceId)
            .Select(feedback => feedback.Visibility)
            .SingleOrDefaultAsync(cancellationToken) ?? FeedbackVisibilities.Visible;
    }

    /// <summary>Those that count now, the newest first; none if the newest can't be read.</summary>
    private List<byte[]> SecretsOf(Webhook webhook, DateTimeOffset now)
    {
        if (secrets.Read(webhook.WebhookId, webhook.Secret) is not { } newest)
        {
            LogSecretUnreadable(webhook.WebhookId);
            return [];
        }

        return [newest, .. webhook.PreviousSecrets(now).Select(kept => secrets.Read(webhook.WebhookId, kept)).OfType<byte[]>()];
    }

    /// <summary>
    /// Records the result of the attempt. The delivery is nearly always as the first transaction left it; if not, the commit fails and
    /// the retry reads and locks it.
    /// </summary>
    private async Task RecordAsync(
        ConsumerTransaction<NotificationsDbContext, SendWebhook> transaction, WebhookDelivery begun, WebhookResult result)
    {
        var (db, context, isRetry) = transaction;
        var attempt = begun.Attempts;
        if (result.IsGone && await db.FindAndLockAsync<Webhook>(begun.WebhookId, context.CancellationToken) is { IsEnabled: true } webhook)
        {
            webhook.Gone(Now());
            LogGone(webhook.WebhookId);
        }

        // A retry must not find the changes of the try before it.
        var delivery = isRetry
            ? await db.FindAndLockAsync<WebhookDelivery>(begun.DeliveryId, context.CancellationToken)
            : db.Attach(begun).Entity;
        if (delivery is not { IsWaiting: true } || delivery.Attempts != attempt)
            return;

        var now = Now();
        if (result.Reason is not { } reason)
        {
            delivery.Delivered(now);
            LogDelivered(delivery.DeliveryId, delivery.Event, delivery.WebhookId, attempt);
            return;
        }

        if (result.IsGone || options.Value.DelayAfter(delivery.AttemptsSinceReplay) is not { } delay)
        {
            GiveUp(delivery, now, reason);
            return;
        }

        var next = now + Longer(WithJitter(delay), result.RetryAfter);
        delivery.AttemptFailed(now, next, reason);
        await SendAgainAsync(context, SendWebhook.Next(delivery), next);
        LogRetrying(delivery.DeliveryId, delivery.Event, delivery.WebhookId, attempt, reason, next);
    }

    private void GiveUp(WebhookDelivery delivery, DateTimeOffset now, string reason)
    {
        delivery.GiveUp(now, reason);
        LogGivenUp(delivery.DeliveryId, delivery.Event, delivery.WebhookId, delivery.Attempts, reason);
    }

    private static TimeSpan Longer(TimeSpan delay, TimeSpan? asked) =>
        asked is { } wish && WithinBounds(WithJitter(WithinBounds(wish))) is var wanted && wanted > delay ? wanted : delay;

    private static TimeSpan WithinBounds(TimeSpan asked) => asked < _longestRetryAfter ? asked : _longestRetryAfter;

    /// <summary>A tenth more at most, so that what failed at once does not come back at once.</summary>
    private static TimeSpan WithJitter(TimeSpan delay) => delay * (1 + (0.1 * Random.Shared.NextDouble()));

    private static Task<ScheduledMessage<SendWebhook>> SendAgainAsync(
        ConsumeContext<SendWebhook> context, SendWebhook command, DateTimeOffset at) =>
        context.ScheduleSend(SendWebhook.Queue, at.UtcDateTime, command, context.CancellationToken);

    private DateTimeOffset Now() => clock.GetUtcNow().ToMicroseconds();

    [LoggerMessage(
        LogLevel.Information, "Webhook delivery {DeliveryId}, {Event} for subscriber {WebhookId}: delivered by attempt {Attempt}")]
    private partial void LogDelivered(Guid deliveryId, string @event, Guid webhookId, int attempt);

    [LoggerMessage(
        LogLevel.Warning,
        "Webhook delivery {DeliveryId}, {Event} for subscriber {WebhookId}: attempt {Attempt} failed with {Reason}; next at {Next:O}")]
    private partial void LogRetrying(Guid deliveryId, string @event, Guid webhookId, int attempt, string reason, DateTimeOffset next);

    [LoggerMessage(
        LogLevel.Error,
        "Webhook delivery {DeliveryId}, {Event} for subscriber {WebhookId}: given up after attempt {Attempt} with {Reason}")]
    private partial void LogGivenUp(Guid deliveryId, string @event, Guid webhookId, int attempt, string reason);

    [LoggerMessage(
        LogLevel.Information, "Webhook delivery {DeliveryId}, {Event}: cancelled, subscriber {WebhookId} is disabled or removed")]
    private partial void LogCancelled(Guid deliveryId, string @event, Guid webhookId);

    [LoggerMessage(LogLevel.Warning, "Subscriber {WebhookId} answered 410 and is disabled")]
    private partial void LogGone(Guid webhookId);

    [LoggerMessage(
        LogLevel.Error,
        "The secret of subscriber {WebhookId} can't be read with Webhooks:EncryptionKeys; nothing is sent to it until it can")]
    private partial void LogSecretUnreadable(Guid webhookId);

    private sealed record WebhookAttempt(WebhookDelivery Delivery, string Url, List<byte[]> Secrets, byte[] Body);
}

/// <summary>The queue of attempts, of which <c>Webhooks:Concurrency</c> run at once. Its consumer takes its transactions itself.</summary>
internal sealed class SendWebhookConsumerDefinition : ConsumerDefinition<SendWebhookConsumer>
{
    private readonly int _concurrency;

    public SendWebhookConsumerDefinition(IOptions<WebhookOptions> options)
    {
        EndpointName = Queues.Webhooks;
        _concurrency = options.Value.Concurrency;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<SendWebhookConsumer> consumerConfigurator,
        IRegistrationContext context)
    {
        endpointConfigurator.ConfigureConsumeTopology = false;
        endpointConfigurator.ConcurrentMessageLimit = _concurrency;
        endpointConfigurator.PrefetchCount = _concurrency;
    }
}
