using MassTransit;
using Messaging.EntityFrameworkCore.Databases;
using Messaging.EntityFrameworkCore.Operations;
using Messaging.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Notifications.Deliveries;
using Notifications.Email;
using Notifications.Notices;
using Notifications.Persistence;
using Shared;

namespace Notifications.Operations;

/// <summary>
/// What operators see of Notifications, and how they send emails again. It works on the database, so that it works while the service is
/// down: what is released then is sent when the service is back.
/// </summary>
public interface INotificationsOperations
{
    /// <summary>The figures of the service.</summary>
    Task<NotificationsOverview> OverviewAsync(DateTimeOffset asOf, CancellationToken cancellationToken);

    /// <summary>What became of the notices about requests and feedback, oldest first. No address and no text.</summary>
    Task<IReadOnlyList<StoryEntry>> StoryAsync(IReadOnlyCollection<Guid> subjects, CancellationToken cancellationToken);

    /// <summary>Lists deliveries, the newest first.</summary>
    /// <param name="selection">Which ones.</param>
    /// <param name="take">How many at most, from 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    Task<IReadOnlyList<ListedDelivery>> ListAsync(DeliverySelection selection, int take, CancellationToken cancellationToken);

    /// <summary>
    /// Lists the emails that were given up at <c>Email:Horizon</c>, oldest first: the fault was ours, or nobody's (R51). What a mail server
    /// has refused for good because of the recipient is not among them.
    /// </summary>
    /// <param name="selection">Which ones.</param>
    /// <param name="take">How many at most, from 1 to 1,000.</param>
    /// <param name="except">Those that the caller has dealt with.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    Task<IReadOnlyList<ListedDelivery>> GivenUpAsync(
        DeliverySelection selection, int take, IReadOnlySet<Guid> except, CancellationToken cancellationToken);

    /// <summary>
    /// Has an email go out again, with the <c>Message-ID</c> that it has and all its retries before it (R49, R51). Nothing is sent here:
    /// the command is in the outbox, from where a process with Notifications takes it.
    /// </summary>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="callerId">The operator, for the audit line.</param>
    /// <param name="dryRun">Whether only to find out what would happen.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>What a <see cref="ResendDelivery"/> is responded to with.</returns>
    Task<object> ResendAsync(Guid deliveryId, string callerId, bool dryRun, CancellationToken cancellationToken);

    /// <summary>
    /// Has the emails that <see cref="GivenUpAsync"/> lists go out again, the oldest first, until that many do or none is left.
    /// </summary>
    /// <param name="selection">Which ones.</param>
    /// <param name="limit">How many are released at most.</param>
    /// <param name="resend">Releases one, and returns what a <see cref="ResendDelivery"/> is responded to with.</param>
    /// <param name="cancellationToken">Ends it; what was released stays so.</param>
    Task<IReadOnlyList<ReleaseResult>> ReleaseAsync(
        DeliverySelection selection, int limit, Func<Guid, Task<object>> resend, CancellationToken cancellationToken);
}

/// <summary>What became of a delivery that was to go out again.</summary>
/// <param name="DeliveryId">The delivery.</param>
/// <param name="Refusal">Why it does not; null if it does.</param>
public sealed record ReleaseResult(Guid DeliveryId, string? Refusal)
{
    /// <summary>Whether it goes out again.</summary>
    public bool IsReleased => Refusal is null;

    /// <param name="deliveryId">The delivery.</param>
    /// <param name="response">What a <see cref="ResendDelivery"/> is responded to with.</param>
    public static ReleaseResult Of(Guid deliveryId, object response) => new(deliveryId, response switch
    {
        DeliveryReleased => null,
        DeliveryNotReleased refused => refused.Reason.Detail,
        DeliveryNotFound => "It is not known.",
        _ => throw new InvalidOperationException($"{response?.GetType().Name} is no response to it."),
    });
}

/// <summary>Which deliveries are meant: those that satisfy everything that is given.</summary>
public sealed record DeliverySelection
{
    /// <summary>One of <see cref="DeliveryStatuses"/>.</summary>
    public string? Status { get; init; }

    /// <summary>The request.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>The kind of notice.</summary>
    public string? Kind { get; init; }

    /// <summary>One of <see cref="DeliveryChannels"/>.</summary>
    public string? Channel { get; init; }

    /// <summary>Where a list ended, the newest first: what comes after that.</summary>
    public (DateTimeOffset At, Guid DeliveryId)? After { get; init; }
}

/// <summary>A delivery as operators see it, without address and text.</summary>
/// <param name="DeliveryId">Its id.</param>
/// <param name="Notice">The kind of notice.</param>
/// <param name="Channel">One of <see cref="DeliveryChannels"/>.</param>
/// <param name="Status">One of <see cref="DeliveryStatuses"/>.</param>
/// <param name="Attempts">The attempts that it has had.</param>
/// <param name="At">When its status last changed, in UTC.</param>
/// <param name="Reason">Why the last attempt failed, in the mail server's words without addresses.</param>
/// <param name="RequestId">The request that the notice is about.</param>
/// <param name="ContractId">The contract.</param>
/// <param name="RecipientId">The recipient.</param>
public sealed record ListedDelivery(
    Guid DeliveryId,
    string Notice,
    string Channel,
    string Status,
    int Attempts,
    DateTimeOffset At,
    string? Reason,
    Guid? RequestId,
    string ContractId,
    string RecipientId);

/// <inheritdoc />
internal sealed class NotificationsOperations(
    IServiceScopeFactory scopes,
    OutboxMonitor<NotificationsDbContext> outbox,
    IOptions<EmailOptions> email,
    DeliveryReleases releases,
    TimeProvider clock) : INotificationsOperations
{
    private const int MaxListed = 1_000;

    public Task<NotificationsOverview> OverviewAsync(DateTimeOffset asOf, CancellationToken cancellationToken) =>
        WithAsync(db => NotificationsFigures.ReadAsync(db, outbox, asOf, cancellationToken));

    public Task<IReadOnlyList<StoryEntry>> StoryAsync(IReadOnlyCollection<Guid> subjects, CancellationToken cancellationToken) =>
        WithAsync<IReadOnlyList<StoryEntry>>(async db =>
        {
            var ids = subjects.ToList();
            var requests = ids.Select(id => (Guid?)id).ToList();
            var deliveries = await db.Deliveries.AsNoTracking()
                .Where(delivery => ids.Contains(delivery.SourceId) || requests.Contains(delivery.RequestId))
                .ToListAsync(cancellationToken);
            var messages = await db.InAppMessages.AsNoTracking()
                .Where(message => ids.Contains(message.SourceId))
                .ToListAsync(cancellationToken);
            var standings = await db.FeedbackStandings.AsNoTracking()
                .Where(standing => ids.Contains(standing.FeedbackId))
                .ToListAsync(cancellationToken);

            var webhooks = await db.WebhookDeliveries.AsNoTracking()
                .Where(delivery => ids.Contains(delivery.SourceId))
                .ToListAsync(cancellationToken);

            return
            [
                .. deliveries.SelectMany(EntriesOf)
                    .Concat(webhooks.Select(delivery => new StoryEntry(
                        delivery.At,
                        $"webhook-{delivery.Status}",
                        delivery.DeliveryId.ToString(),
                        new Dictionary<string, object?>
                        {
                            ["event"] = delivery.Event,
                            ["webhookId"] = delivery.WebhookId,
                            ["attempts"] = delivery.Attempts,
                            ["reason"] = delivery.LastError,
                        })))
                    .Concat(messages.Where(message => message.ReadAt is not null).Select(message => new StoryEntry(
                        message.ReadAt!.Value,
                        "in-app-message-read",
                        message.MessageId.ToString(),
                        new Dictionary<string, object?> { ["notice"] = message.Kind, ["recipientId"] = message.RecipientId })))
                    .Concat(standings.Select(EntryOf))
                    .OrderBy(entry => entry.At),
            ];
        });

    public Task<IReadOnlyList<ListedDelivery>> ListAsync(DeliverySelection selection, int take, CancellationToken cancellationToken)
    {
        CheckTake(take);
        return WithAsync<IReadOnlyList<ListedDelivery>>(async db =>
            [.. (await Select(db, selection)
                .OrderByDescending(delivery => delivery.At).ThenBy(delivery => delivery.DeliveryId)
                .Take(take)
                .ToListAsync(cancellationToken)).Select(Listed)]);
    }

    public Task<IReadOnlyList<ListedDelivery>> GivenUpAsync(
        DeliverySelection selection, int take, IReadOnlySet<Guid> except, CancellationToken cancellationToken)
    {
        CheckTake(take);
        return WithAsync<IReadOnlyList<ListedDelivery>>(async db =>
        {
            // The attempts of an email that was refused for good end before the horizon. A digest sends its notices.
            var failed = Select(db, selection with { Status = DeliveryStatuses.Failed, Channel = DeliveryChannels.Email })
                .Where(delivery => delivery.DigestId == null)
                .OrderBy(delivery => delivery.At).ThenBy(delivery => delivery.DeliveryId)
                .AsAsyncEnumerable();
            return await failed
                .Where(delivery => email.Value.DelayAfter(delivery.AttemptsSinceRelease) is null && !except.Contains(delivery.DeliveryId))
                .Take(take)
                .Select(Listed)
                .ToListAsync(cancellationToken);
        });
    }

    public async Task<object> ResendAsync(Guid deliveryId, string callerId, bool dryRun, CancellationToken cancellationToken)
    {
        var resent = await ConflictRetries.RunAsync(
            () => ResendOnceAsync(deliveryId, callerId, dryRun, cancellationToken), cancellationToken);
        return dryRun ? resent.Response : resent.Logged();
    }

    private async Task<Audited> ResendOnceAsync(Guid deliveryId, string callerId, bool dryRun, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        var sends = scope.ServiceProvider.GetRequiredService<ISendEndpointProvider>();
        var resend = new ResendDelivery { DeliveryId = deliveryId, CallerId = callerId };
        await using var transaction = await db.BeginWriteAsync(cancellationToken);
        if (dryRun)
            return await releases.ReleaseAsync(db, resend, send: null, cancellationToken);

        var response = await releases.ReleaseAsync(db, resend, SendAsync, cancellationToken);
        await transaction.SaveAndCommitAsync(cancellationToken);
        return response;

        async Task SendAsync(SendEmail command) =>
            await (await sends.GetSendEndpoint(SendEmail.Queue)).Send(command, cancellationToken);
    }

    public async Task<IReadOnlyList<ReleaseResult>> ReleaseAsync(
        DeliverySelection selection, int limit, Func<Guid, Task<object>> resend, CancellationToken cancellationToken)
    {
        // A delivery that is released has no status to be listed by any more; one that is refused would be listed again.
        var (results, left) = (new List<ReleaseResult>(), limit);
        while (left > 0)
        {
            var seen = results.Select(result => result.DeliveryId).ToHashSet();
            var next = await GivenUpAsync(selection, Math.Min(left, MaxListed), seen, cancellationToken);
            if (next.Count == 0)
                break;

            foreach (var delivery in next)
                results.Add(ReleaseResult.Of(delivery.DeliveryId, await resend(delivery.DeliveryId)));

            left = limit - results.Count(result => result.IsReleased);
        }

        return results;
    }

    private async Task<T> WithAsync<T>(Func<NotificationsDbContext, Task<T>> read)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<NotificationsDbContext>());
    }

    private static IQueryable<Delivery> Select(NotificationsDbContext db, DeliverySelection selection)
    {
        var deliveries = db.Deliveries.AsNoTracking();
        if (selection.Status is { } status)
            deliveries = deliveries.Where(delivery => delivery.Status == status);

        if (selection.RequestId is { } requestId)
            deliveries = deliveries.Where(delivery => delivery.RequestId == requestId);

        if (selection.Kind is { } kind)
            deliveries = deliveries.Where(delivery => delivery.Notice == kind);

        if (selection.After is var (at, deliveryId))
        {
            deliveries = deliveries.Where(delivery =>
                delivery.At < at || (delivery.At == at && delivery.DeliveryId > deliveryId));
        }

        return selection.Channel is { } channel ? deliveries.Where(delivery => delivery.Channel == channel) : deliveries;
    }

    private IEnumerable<StoryEntry> EntriesOf(Delivery delivery)
    {
        yield return new(delivery.CreatedAt, "notice", delivery.SourceId.ToString(), new Dictionary<string, object?>
        {
            ["notice"] = delivery.Notice,
            ["channel"] = delivery.Channel,
            ["recipientId"] = delivery.RecipientId,
            ["digestId"] = delivery.DigestId,
        });
        yield return new(delivery.At, $"delivery-{StatusOf(delivery)}", delivery.DeliveryId.ToString(), new Dictionary<string, object?>
        {
            ["notice"] = delivery.Notice,
            ["channel"] = delivery.Channel,
            ["attempts"] = delivery.Attempts,
            ["reason"] = delivery.LastError,
            ["messageId"] = delivery.MessageId,
        });
    }

    /// <summary>By what the notices about the feedback are judged.</summary>
    private static StoryEntry EntryOf(FeedbackStanding standing) => new(
        standing.ChangedAt,
        "feedback-standing",
        standing.FeedbackId.ToString(),
        new Dictionary<string, object?> { ["visibility"] = standing.Visibility, ["changeId"] = standing.ChangeId });

    private ListedDelivery Listed(Delivery delivery) => new(
        delivery.DeliveryId,
        delivery.Notice,
        delivery.Channel,
        StatusOf(delivery),
        delivery.Attempts,
        delivery.At,
        delivery.LastError ?? (delivery.DigestId is not null && delivery.Status == DeliveryStatuses.Pending
            ? DeliveryReasons.WaitsForDigest
            : null),
        delivery.RequestId,
        delivery.ContractId,
        delivery.RecipientId);

    /// <summary>The lease of an attempt that lives is prolonged.</summary>
    private string StatusOf(Delivery delivery) =>
        delivery.SendingUntil <= clock.GetUtcNow() ? DeliveryStatuses.Unknown : delivery.Status;

    private static void CheckTake(int take)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, MaxListed);
    }
}
