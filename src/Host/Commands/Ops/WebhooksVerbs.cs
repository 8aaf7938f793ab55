using System.CommandLine;
using Contracts.Messages;
using Host.Configuration;
using Host.Databases;
using Notifications.Webhooks;

namespace Host.Commands.Ops;

/// <summary><c>ops webhooks</c>: other systems that are told of events (R68), and what became of it.</summary>
internal static class WebhooksVerbs
{
    private static readonly Argument<Guid> _webhook = new("webhook") { Description = "The id of the subscriber." };
    private static readonly Argument<string> _name = new("name") { Description = "What operators call it." };
    private static readonly Argument<string> _url = new("url") { Description = "Where it receives, with https." };
    private static readonly Option<string[]> _events = new("--event")
    {
        Description = "An event that it is told, such as feedback.provided; may be given several times. Without it, all.",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<Guid?> _of = new("--webhook") { Description = "The subscriber; without it, all." };
    private static readonly Option<string> _status = new("--status") { Description = "The status, such as failed; without it, all." };
    private static readonly Option<Guid?> _delivery = new("--delivery")
    {
        Description = "The delivery to send again, whatever became of it.",
    };

    static WebhooksVerbs() => _status.AcceptOnlyFromAmong([.. OneOfAttribute.ValuesOf(typeof(WebhookStatuses))]);

    public static Command Create(Func<string[]> configuration) =>
        new("webhooks", "Other systems that are told of events at a URL.")
        {
            new Command("list", "Lists the subscribers, the oldest first, without their secrets.").Runs(configuration, ListAsync),
            new Command(
                    "add", "Adds a subscriber and prints its secret, which nobody is told again. It gets what happens from now on.")
                {
                    _name, _url, _events, OpsCommand.Operator, OpsCommand.DryRun,
                }
                .Runs(configuration, AddAsync),
            Action(
                configuration, "enable", WebhookActions.Enable,
                "Has it told what happens from now on; what it missed is not sent, but for what was cancelled and is replayed."),
            Action(
                configuration, "disable", WebhookActions.Disable, "Has it told nothing more. What waits is cancelled when it falls due."),
            Action(
                configuration, "rotate", WebhookActions.Rotate,
                "Gives it a new secret and prints that. The one before stays valid for Webhooks:SecretOverlap: both sign meanwhile."),
            Action(
                configuration, "remove", WebhookActions.Remove,
                "Forgets it, with its secrets. What waits is cancelled when it falls due."),
            Action(configuration, "send-test", WebhookActions.Test, "Sends it webhook.test; ops webhooks deliveries says what came of it."),
            new Command("deliveries", "Lists what became of events, the newest first, without what they tell.")
                {
                    _of, _status, OpsCommand.Take,
                }
                .Runs(configuration, DeliveriesAsync),
            new Command(
                    "replay",
                    "Sends again what was given up or cancelled, the oldest first, or one delivery, with the webhook-id that each has.")
                {
                    _delivery, _of, OpsCommand.Operator, OpsCommand.Everything, OpsCommand.DryRun,
                }
                .Runs(configuration, ReplayAsync),
        };

    private static Command Action(Func<string[]> configuration, string verb, string action, string description) =>
        new Command(verb, description) { _webhook, OpsCommand.Operator, OpsCommand.DryRun }
            .Runs(configuration, (services, parsed, output, cancellationToken) =>
                ChangeAsync(action, services, parsed, output, cancellationToken));

    private static async Task<int> ListAsync(
        OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var webhooks = await In(() => services.Of<IWebhookOperations>().ListAsync(cancellationToken));
        output.Print(new { Webhooks = webhooks.Items }, tables => tables.Table(
            "There is no subscriber.",
            ["webhook", "name", "url", "state", "events", "deliveries", "waiting since", "added by", "changed at", "by"],
            webhooks.Items.Select(webhook => (object?[])
            [
                webhook.WebhookId, webhook.Name, webhook.Url, webhook.IsGone ? "disabled (410)" : webhook.State,
                string.Join(' ', webhook.Events),
                string.Join(' ', webhook.Deliveries.Select(count => $"{count.Key}={count.Value}")),
                webhook.WaitingSince, webhook.CreatedBy, webhook.ChangedAt, webhook.ChangedBy,
            ])));
        return 0;
    }

    private static async Task<int> AddAsync(
        OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var dryRun = parsed.GetValue(OpsCommand.DryRun);
        await services.RefuseNewerAsync(DatabaseSettings.NotificationsKey, cancellationToken);
        var add = new AddWebhook
        {
            Name = parsed.GetRequiredValue(_name),
            Url = parsed.GetRequiredValue(_url),
            Events = parsed.GetValue(_events)!,
            CallerId = parsed.GetValue(OpsCommand.Operator)!,
        };
        var added = Done(await In(() => services.Of<IWebhookOperations>().AddAsync(add, dryRun, cancellationToken)), "added");
        Write(output, added, dryRun, $"Subscriber {add.Name}: {(dryRun ? "would be" : "is")} added.");
        return 0;
    }

    private static async Task<int> ChangeAsync(
        string action, OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var dryRun = parsed.GetValue(OpsCommand.DryRun);
        await services.RefuseNewerAsync(DatabaseSettings.NotificationsKey, cancellationToken);
        var change = new ChangeWebhook
        {
            WebhookId = parsed.GetRequiredValue(_webhook),
            Action = action,
            CallerId = parsed.GetValue(OpsCommand.Operator)!,
        };
        var changed = Done(await In(() => services.Of<IWebhookOperations>().ChangeAsync(change, dryRun, cancellationToken)), "changed");
        Write(output, changed, dryRun, Sentence(action, changed, dryRun));
        return 0;
    }

    private static async Task<int> DeliveriesAsync(
        OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var take = parsed.GetValue(OpsCommand.Take);
        var query = new FindWebhookDeliveries
        {
            WebhookId = parsed.GetValue(_of),
            Status = parsed.GetValue(_status),
            PageSize = Limits.MaxPageSize,
        };
        var deliveries = await In(() => services.Of<IWebhookOperations>().DeliveriesAsync(query, take, cancellationToken));
        output.Print(new { Deliveries = deliveries }, tables => tables.Table(
            "There is no such delivery.",
            ["delivery", "webhook", "event", "source", "contract", "status", "attempts", "at", "next at", "reason"],
            deliveries.Select(delivery => (object?[])
            [
                delivery.DeliveryId, delivery.WebhookId, delivery.Event, delivery.SourceId, delivery.ContractId, delivery.Status,
                delivery.Attempts, delivery.At, delivery.NextAt, delivery.Reason,
            ])));
        return 0;
    }

    private static async Task<int> ReplayAsync(
        OpsServices services, ParseResult parsed, OpsOutput output, CancellationToken cancellationToken)
    {
        var (delivery, webhook) = (parsed.GetValue(_delivery), parsed.GetValue(_of));
        parsed.RequireChoice(isNamed: delivery is not null || webhook is not null);
        var dryRun = parsed.GetValue(OpsCommand.DryRun);
        await services.RefuseNewerAsync(DatabaseSettings.NotificationsKey, cancellationToken);
        var replay = new ReplayWebhookDeliveries
        {
            DeliveryId = delivery,
            WebhookId = webhook,
            Limit = Limits.MaxPageSize,
            CallerId = parsed.GetValue(OpsCommand.Operator)!,
        };

        // A dry run would find the same deliveries again.
        var (count, hasMore) = (0, true);
        while (hasMore)
        {
            var replayed = await In(() => services.Of<IWebhookOperations>().ReplayAsync(replay, dryRun, cancellationToken)) switch
            {
                WebhookDeliveriesReplayed done => done,
                var other => throw Refusal(other, "sent again"),
            };
            count += replayed.Replayed;
            hasMore = replayed.HasMore && !dryRun;
        }

        output.Print(new { dryRun, Count = count }, tables => tables.Line(OpsText.Changed(count, "message", "sent again", dryRun)));
        return 0;
    }

    private static WebhookChanged Done(object response, string done) =>
        response as WebhookChanged ?? throw Refusal(response, done);

    private static StartRefusedException Refusal(object response, string done) => response switch
    {
        WebhookRefused refused => new(OpsCommand.Verb, $"nothing is {done}. {refused.Reason.Detail}"),
        WebhookNotFound unknown => new(OpsCommand.Verb, $"there is no {unknown.Id}."),
        InvalidInput invalid => new(
            OpsCommand.Verb,
            $"nothing is {done}. "
            + string.Join(" ", invalid.Errors.Select(error => $"{OptionOf(error.Key)} {string.Join(", ", error.Value)}."))),
        _ => throw new InvalidOperationException($"A {response.GetType().Name} is no response."),
    };

    private static string OptionOf(string member) => member switch
    {
        "callerId" => OpsCommand.Operator.Name,
        "events" => _events.Name,
        _ => member,
    };

    private static string Sentence(string action, WebhookChanged changed, bool dryRun)
    {
        var name = $"Subscriber {changed.Webhook.Name}";
        if (!changed.Changed)
            return $"Nothing to do: {name} is {changed.Webhook.State}.";

        var state = action switch
        {
            WebhookActions.Remove => "removed",
            WebhookActions.Rotate => "given a new secret",
            WebhookActions.Test => "sent a test",
            _ => changed.Webhook.State,
        };
        return $"{name}: {(dryRun ? "would be" : "is")} {state}.";
    }

    /// <summary>The secret of a dry run is nobody's.</summary>
    private static void Write(OpsOutput output, WebhookChanged changed, bool dryRun, string sentence)
    {
        var secret = dryRun ? null : changed.Secret;
        output.Print(
            new { dryRun, changed.Changed, changed.Webhook, secret, changed.DeliveryId },
            tables =>
            {
                tables.Line(sentence);
                tables.Line($"Id: {changed.Webhook.WebhookId}");
                if (secret is not null)
                    tables.Line($"Secret, shown this once: {secret}");
                if (changed.DeliveryId is { } deliveryId)
                    tables.Line($"Delivery: {deliveryId}");
            });
    }

    private static Task<T> In<T>(Func<Task<T>> work) => OpsServices.InAsync(DatabaseSettings.NotificationsKey, work);
}
