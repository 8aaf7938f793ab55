using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Notifications.Persistence;
using Shared;

namespace Notifications.Webhooks;

/// <summary>
/// What operators do with subscribers and with deliveries to them (R68–R70), in the transaction that is open. A command that comes again
/// makes no second subscriber, secret or test. Audit lines name neither the secret nor the URL, which may hold one.
/// </summary>
internal sealed partial class WebhookChanges(
    WebhookSecrets secrets, PublicAddresses addresses, IOptions<WebhookOptions> options, TimeProvider clock,
    ILogger<WebhookChanges> logger)
{
    private const string NeedsKey =
        "Secrets are stored encrypted, and there is no Webhooks:EncryptionKeys to do it with. Configure one for Notifications first.";

    /// <param name="db">The transaction.</param>
    /// <param name="add">The subscriber.</param>
    /// <param name="commandId">The command.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<Audited> AddAsync(NotificationsDbContext db, AddWebhook add, Guid commandId, CancellationToken cancellationToken)
    {
        var errors = ErrorsOf(add);
        if (errors.Count > 0)
            return new(new InvalidInput { Errors = errors });
        if (await db.Webhooks.AsNoTracking().SingleOrDefaultAsync(row => row.SecretCommandId == commandId, cancellationToken) is { } known)
        {
            // An earlier try may have died between its commit and its audit line.
            return new(
                ChangedTo(known, Now(), secrets.Read(known.WebhookId, known.Secret)),
                () => LogChanged(add.CallerId, "add", known.WebhookId));
        }

        if (!secrets.CanKeep)
            return Refuse(WebhookRefusals.KeyMissing, NeedsKey);
        if (await db.Webhooks.CountAsync(cancellationToken) >= Limits.MaxWebhooks)
            return Refuse(WebhookRefusals.TooMany, $"There are {Limits.MaxWebhooks} subscribers, which is as many as there may be.");

        var (now, id, secret) = (Now(), Guid.CreateVersion7(), WebhookSecrets.New());
        var webhook = new Webhook
        {
            WebhookId = id,
            Name = add.Name,
            Url = add.Url,
            Events = string.Join(' ', add.Events.Count == 0 ? WebhookEvents.Chosen : WebhookEvents.Chosen.Intersect(add.Events)),
            State = WebhookStates.Enabled,
            Secret = secrets.Keep(id, secret),
            SecretCommandId = commandId,
            EnabledAt = now,
            CreatedAt = now,
            CreatedById = add.CallerId,
            ChangedAt = now,
            ChangedById = add.CallerId,
        };
        db.Add(webhook);
        return new(ChangedTo(webhook, now, secret), () => LogChanged(add.CallerId, "add", id));
    }

    /// <param name="db">The transaction.</param>
    /// <param name="change">What is done with which one.</param>
    /// <param name="commandId">The command.</param>
    /// <param name="send">Sends with the transaction; null in a dry run.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<Audited> ChangeAsync(
        NotificationsDbContext db, ChangeWebhook change, Guid commandId, Func<SendWebhook, Task>? send,
        CancellationToken cancellationToken)
    {
        if (TextRules.IdProblem(change.CallerId) is { } problem)
            return new(InvalidInput.Of("callerId", problem));
        if (await db.FindAndLockAsync<Webhook>(change.WebhookId, cancellationToken) is not { } webhook)
            return new(new WebhookNotFound { Id = change.WebhookId });

        var (now, callerId) = (Now(), change.CallerId);
        switch (change.Action)
        {
            case WebhookActions.Enable when !webhook.IsEnabled:
                webhook.Enable(now, callerId);
                return Changed();
            case WebhookActions.Disable when webhook.IsEnabled:
                webhook.Disable(now, callerId);
                return Changed();
            case WebhookActions.Enable or WebhookActions.Disable:
                return new(new WebhookChanged { Webhook = webhook.ToView(now), Changed = false });
            case WebhookActions.Remove:
                db.Remove(webhook);
                return Changed();
            case WebhookActions.Rotate when !secrets.CanKeep:
                return Refuse(WebhookRefusals.KeyMissing, NeedsKey);
            case WebhookActions.Rotate when webhook.SecretCommandId == commandId:
                return Changed(secrets.Read(webhook.WebhookId, webhook.Secret));
            case WebhookActions.Rotate:
                var secret = WebhookSecrets.New();
                webhook.Rotate(secrets.Keep(webhook.WebhookId, secret), commandId, now, options.Value.SecretOverlap, callerId);
                return Changed(secret);
            case WebhookActions.Test when !webhook.IsEnabled:
                return RefuseDisabled();
            case WebhookActions.Test:
                var test = WebhookDelivery.New(webhook, WebhookEvent.Test(commandId, now), now);
                var response = ChangedTo(webhook, now, secret: null) with { DeliveryId = test.DeliveryId };
                if (!await db.WebhookDeliveries.AnyAsync(row => row.DeliveryId == test.DeliveryId, cancellationToken))
                {
                    db.Add(test);
                    await SendAsync(send, test);
                }

                return new(response, LogDone);
            default:
                return new(InvalidInput.Of(
                    "action", $"must be one of {string.Join(", ", OneOfAttribute.ValuesOf(typeof(WebhookActions)))}"));
        }

        Audited Changed(byte[]? secret = null) => new(ChangedTo(webhook, now, secret), LogDone);

        void LogDone() => LogChanged(callerId, change.Action, change.WebhookId);
    }

    /// <summary>One delivery, or the oldest that were given up or cancelled.</summary>
    /// <param name="db">The transaction.</param>
    /// <param name="replay">Which ones.</param>
    /// <param name="send">Sends with the transaction; null in a dry run.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<Audited> ReplayAsync(
        NotificationsDbContext db, ReplayWebhookDeliveries replay, Func<SendWebhook, Task>? send, CancellationToken cancellationToken)
    {
        if (TextRules.IdProblem(replay.CallerId) is { } problem)
            return new(InvalidInput.Of("callerId", problem));

        var now = Now();
        if (replay.DeliveryId is { } deliveryId)
            return await ReplayOneAsync(db, replay, deliveryId, send, now, cancellationToken);

        var limit = Math.Clamp(replay.Limit, 1, Limits.MaxPageSize);
        var stopped = db.WebhookDeliveries
            .Where(row => row.Status == WebhookStatuses.Failed || row.Status == WebhookStatuses.Cancelled);
        if (replay.WebhookId is { } webhookId)
        {
            var known = await db.Webhooks.AsNoTracking().SingleOrDefaultAsync(row => row.WebhookId == webhookId, cancellationToken);
            if (known is null)
                return new(new WebhookNotFound { Id = webhookId });
            if (!known.IsEnabled)
                return RefuseDisabled();

            stopped = stopped.Where(row => row.WebhookId == webhookId);
        }
        else
        {
            stopped = stopped.Where(row =>
                db.Webhooks.Any(webhook => webhook.WebhookId == row.WebhookId && webhook.State == WebhookStates.Enabled));
        }

        var ids = await stopped.OrderBy(row => row.At).ThenBy(row => row.DeliveryId)
            .Select(row => row.DeliveryId).Take(limit + 1).ToListAsync(cancellationToken);
        var deliveries = await db.FindAndLockAllAsync<WebhookDelivery>(
            [.. ids.Take(limit).Select(id => (object)id)], cancellationToken);
        var replayed = 0;
        foreach (var delivery in deliveries.Where(row => row.Status is WebhookStatuses.Failed or WebhookStatuses.Cancelled))
        {
            delivery.Replay(now);
            await SendAsync(send, delivery);
            replayed++;
        }

        return new(
            new WebhookDeliveriesReplayed { Replayed = replayed, HasMore = ids.Count > limit },
            () => LogReplayed(replay.CallerId, replayed, deliveryId: null, replay.WebhookId));
    }

    private async Task<Audited> ReplayOneAsync(
        NotificationsDbContext db, ReplayWebhookDeliveries replay, Guid deliveryId, Func<SendWebhook, Task>? send, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (await db.FindAndLockAsync<WebhookDelivery>(deliveryId, cancellationToken) is not { } delivery)
            return new(new WebhookNotFound { Id = deliveryId });

        var webhook = await db.Webhooks.AsNoTracking()
            .SingleOrDefaultAsync(row => row.WebhookId == delivery.WebhookId, cancellationToken);
        if (webhook is not { IsEnabled: true })
            return RefuseDisabled();
        if (delivery.SendingUntil > now)
            return Refuse(WebhookRefusals.UnderWay, "An attempt is under way. Replay when it has failed.", delivery.SendingUntil);

        delivery.Replay(now);
        await SendAsync(send, delivery);
        return new(
            new WebhookDeliveriesReplayed { Replayed = 1, HasMore = false },
            () => LogReplayed(replay.CallerId, 1, deliveryId, replay.WebhookId));
    }

    private static Task SendAsync(Func<SendWebhook, Task>? send, WebhookDelivery delivery) =>
        send is null ? Task.CompletedTask : send(SendWebhook.Next(delivery));

    private static WebhookChanged ChangedTo(Webhook webhook, DateTimeOffset now, byte[]? secret) => new()
    {
        Webhook = webhook.ToView(now),
        Secret = secret is null ? null : WebhookSecrets.ToText(secret),
        Changed = true,
    };

    private Dictionary<string, string[]> ErrorsOf(AddWebhook add)
    {
        var errors = new Dictionary<string, string[]>();
        if (TextRules.ShownLineProblem(add.Name, Limits.MaxWebhookNameLength) is { } name)
            errors["name"] = [name];
        if (UrlProblem(add.Url) is { } url)
            errors["url"] = [url];
        if (add.Events.Except(WebhookEvents.Chosen, StringComparer.Ordinal).Any())
            errors["events"] = [$"must be among {string.Join(", ", WebhookEvents.Chosen)}"];
        if (TextRules.IdProblem(add.CallerId) is { } caller)
            errors["callerId"] = [caller];

        return errors;
    }

    /// <summary>A name is looked up when it is connected to.</summary>
    private string? UrlProblem(string? text)
    {
        if (TextRules.LineProblem(text, Limits.MaxUrlLength) is { } problem)
            return problem;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttps && !(options.Value.AllowHttp && url.Scheme == Uri.UriSchemeHttp)))
        {
            return options.Value.AllowHttp ? "must be an absolute URL with https or http" : "must be an absolute URL with https";
        }

        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            return "must have no user and no fragment";

        var isRefused = System.Net.IPAddress.TryParse(url.IdnHost, out var address) && !addresses.Allow(address);
        return isRefused ? "must lead to a public address, or to one of Webhooks:AllowedNetworks" : null;
    }

    private static Audited RefuseDisabled() =>
        Refuse(WebhookRefusals.Disabled, "The subscriber is disabled or removed: it gets nothing until it is enabled.");

    private static Audited Refuse(string code, string detail, DateTimeOffset? endsAt = null) =>
        new(new WebhookRefused { Reason = new RefusalReason { Code = code, Detail = detail, EndsAt = endsAt } });

    private DateTimeOffset Now() => clock.GetUtcNow().ToMicroseconds();

    [LoggerMessage(LogLevel.Information, "Audit: {CallerId} did {Action} with webhook subscriber {WebhookId}")]
    private partial void LogChanged(string callerId, string action, Guid webhookId);

    [LoggerMessage(
        LogLevel.Information, "Audit: {CallerId} replayed {Count} webhook deliveries (delivery {DeliveryId}, subscriber {WebhookId})")]
    private partial void LogReplayed(string callerId, int count, Guid? deliveryId, Guid? webhookId);
}
