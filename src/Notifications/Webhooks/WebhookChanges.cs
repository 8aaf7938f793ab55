using Messaging.EntityFrameworkCore.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Notifications.Persistence;

namespace Notifications.Webhooks;

/// <summary>What an operator's command comes to: its response, and the attempts that begin with its commit.</summary>
internal sealed record WebhookOutcome(object Response, params IReadOnlyList<SendWebhook> Commands);

/// <summary>
/// What operators do with subscribers and with deliveries to them (R68–R70), in the transaction that is open. The caller sends the
/// commands with it, and writes the audit line when it has committed.
/// </summary>
internal sealed partial class WebhookChanges(
    WebhookSecrets secrets, PublicAddresses addresses, IOptions<WebhookOptions> options, TimeProvider clock,
    ILogger<WebhookChanges> logger)
{
    private const string NeedsKey =
        "Secrets are stored encrypted, and there is no Webhooks:EncryptionKeys to do it with. Configure one for Notifications first.";

    public async Task<WebhookOutcome> AddAsync(NotificationsDbContext db, AddWebhook add, CancellationToken cancellationToken)
    {
        var errors = ErrorsOf(add);
        if (errors.Count > 0)
            return new(new InvalidInput { Errors = errors });
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
            EnabledAt = now,
            CreatedAt = now,
            CreatedById = add.CallerId,
            ChangedAt = now,
            ChangedById = add.CallerId,
        };
        db.Add(webhook);
        return new(new WebhookChanged
        {
            Webhook = webhook.ToView(now),
            Secret = WebhookSecrets.ToText(secret),
            Changed = true,
        });
    }

    public async Task<WebhookOutcome> ChangeAsync(NotificationsDbContext db, ChangeWebhook change, CancellationToken cancellationToken)
    {
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
            case WebhookActions.Rotate:
                var secret = WebhookSecrets.New();
                webhook.Rotate(secrets.Keep(webhook.WebhookId, secret), now, options.Value.SecretOverlap, callerId);
                return Changed(WebhookSecrets.ToText(secret));
            case WebhookActions.Test when !webhook.IsEnabled:
                return RefuseDisabled();
            case WebhookActions.Test:
                var test = WebhookDelivery.New(webhook, WebhookEvent.Test(now), now);
                db.Add(test);
                return new(
                    new WebhookChanged { Webhook = webhook.ToView(now), DeliveryId = test.DeliveryId, Changed = true },
                    SendWebhook.Next(test));
            default:
                return new(InvalidInput.Of(
                    "action", $"must be one of {string.Join(", ", OneOfAttribute.ValuesOf(typeof(WebhookActions)))}"));
        }

        WebhookOutcome Changed(string? secret = null) =>
            new(new WebhookChanged { Webhook = webhook.ToView(now), Secret = secret, Changed = true });
    }

    /// <summary>One delivery, or the oldest that were given up or cancelled.</summary>
    public async Task<WebhookOutcome> ReplayAsync(
        NotificationsDbContext db, ReplayWebhookDeliveries replay, CancellationToken cancellationToken)
    {
        var now = Now();
        if (replay.DeliveryId is { } deliveryId)
            return await ReplayOneAsync(db, deliveryId, now, cancellationToken);

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
        List<SendWebhook> commands = [];
        foreach (var delivery in deliveries.Where(row => row.Status is WebhookStatuses.Failed or WebhookStatuses.Cancelled))
        {
            delivery.Replay(now);
            commands.Add(SendWebhook.Next(delivery));
        }

        return new(new WebhookDeliveriesReplayed { Replayed = commands.Count, HasMore = ids.Count > limit }, [.. commands]);
    }

    /// <summary>After the commit: who did what. Neither the secret nor the URL, which may hold one.</summary>
    public void Audit(object command, object response)
    {
        switch (command, response)
        {
            case (AddWebhook add, WebhookChanged added):
                LogChanged(add.CallerId, "add", added.Webhook.WebhookId);
                break;
            case (ChangeWebhook change, WebhookChanged { Changed: true }):
                LogChanged(change.CallerId, change.Action, change.WebhookId);
                break;
            case (ReplayWebhookDeliveries replay, WebhookDeliveriesReplayed done):
                LogReplayed(replay.CallerId, done.Replayed, replay.DeliveryId, replay.WebhookId);
                break;
        }
    }

    private static async Task<WebhookOutcome> ReplayOneAsync(
        NotificationsDbContext db, Guid deliveryId, DateTimeOffset now, CancellationToken cancellationToken)
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
        return new(new WebhookDeliveriesReplayed { Replayed = 1, HasMore = false }, SendWebhook.Next(delivery));
    }

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

    private static WebhookOutcome RefuseDisabled() =>
        Refuse(WebhookRefusals.Disabled, "The subscriber is disabled or removed: it gets nothing until it is enabled.");

    private static WebhookOutcome Refuse(string code, string detail, DateTimeOffset? endsAt = null) =>
        new(new WebhookRefused { Reason = new RefusalReason { Code = code, Detail = detail, EndsAt = endsAt } });

    private DateTimeOffset Now() => clock.GetUtcNow().ToMicroseconds();

    [LoggerMessage(LogLevel.Information, "Audit: {CallerId} did {Action} with webhook subscriber {WebhookId}")]
    private partial void LogChanged(string callerId, string action, Guid webhookId);

    [LoggerMessage(
        LogLevel.Information, "Audit: {CallerId} replayed {Count} webhook deliveries (delivery {DeliveryId}, subscriber {WebhookId})")]
    private partial void LogReplayed(string callerId, int count, Guid? deliveryId, Guid? webhookId);
}
