using System.Diagnostics;
using System.Diagnostics.Metrics;
using Messaging.EntityFrameworkCore.Outbox;
using Notifications.Email;
using Notifications.Persistence;
using Notifications.Preferences;
using Notifications.Reconciliation;
using Notifications.Webhooks;

namespace Notifications;

/// <summary>What Notifications tells OpenTelemetry: a meter and a source of activities of the same name. Neither names a person.</summary>
public static class NotificationsTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Notifications";

    private static readonly Meter _meter = new(Name);
    private static readonly ActivitySource _activities = new(Name);

    private static readonly Histogram<double> _emailDuration = _meter.CreateHistogram(
        "notifications.email.duration",
        "s",
        "Attempts at handing an email to the mail server",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600] });

    private static readonly Counter<long> _setUpRefusals = _meter.CreateCounter<long>(
        "notifications.email.setup_refusals", "{attempt}", "Attempts that the mail server refused because of our own set-up");

    private static readonly Histogram<double> _webhookDuration = _meter.CreateHistogram(
        "notifications.webhook.duration",
        "s",
        "Attempts at handing an event to a subscriber",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60, 300] });

    /// <summary>Has the tags <c>notifications.event</c> and <c>notifications.status</c>, the status that the delivery now has.</summary>
    internal static Counter<long> Webhooks { get; } = _meter.CreateCounter<long>(
        "notifications.webhook.deliveries", "{delivery}", "Deliveries to subscribers that came to have a status");

    /// <summary>The tags of <see cref="Webhooks"/>.</summary>
    internal static TagList WebhookTags(string @event, string status) => new()
    {
        { "notifications.event", @event },
        { "notifications.status", status },
    };

    /// <summary>Shows the counter that an alert looks at from the start, so that its first increase is one.</summary>
    internal static void BeginWebhooksAtZero()
    {
        foreach (var told in OneOfAttribute.ValuesOf(typeof(WebhookEvents)))
            Webhooks.Add(0, WebhookTags(told, WebhookStatuses.Failed));
    }

    /// <summary>Measures an attempt at a subscriber; <c>error.type</c> says why it failed.</summary>
    internal static async Task<WebhookResult> MeasureWebhookAsync(Func<Task<WebhookResult>> send)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var result = await send();
        var tags = default(TagList);
        if (result.Reason is { } reason)
            tags.Add("error.type", reason);

        _webhookDuration.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds, tags);
        return result;
    }

    /// <summary>
    /// Has the tags <c>notifications.channel</c>, <c>notifications.notice</c> and <c>notifications.status</c>, the status that the
    /// delivery now has.
    /// </summary>
    internal static Counter<long> Deliveries { get; } =
        _meter.CreateCounter<long>("notifications.deliveries", "{delivery}", "Deliveries that came to have a status");

    /// <summary>The tags of <see cref="Deliveries"/>.</summary>
    internal static TagList DeliveryTags(string channel, string notice, string status) => new()
    {
        { "notifications.channel", channel },
        { "notifications.notice", notice },
        { "notifications.status", status },
    };

    /// <summary>Counts an attempt that failed because of our own set-up (R51), by its class in the tag <c>error.type</c>.</summary>
    internal static void CountSetUpRefusal(string errorClass) =>
        _setUpRefusals.Add(1, new KeyValuePair<string, object?>("error.type", errorClass));

    /// <summary>Shows the counters that alerts look at from the start, so that their first increase is one.</summary>
    internal static void BeginAtZero()
    {
        foreach (var notice in NoticeKinds.All.Append(EmailDigests.Kind))
            Deliveries.Add(0, DeliveryTags(DeliveryChannels.Email, notice, DeliveryStatuses.Failed));

        MessagingTelemetry.BeginFindingsAtZero<NotificationsDbContext>(NoticeFindings.All);
    }

    /// <summary>Runs an attempt at an email in an activity, and measures it.</summary>
    /// <param name="server">The mail server.</param>
    /// <param name="port">Its port.</param>
    /// <param name="send">The attempt; an <see cref="EmailNotSentException"/> says what kind of failure it ended with.</param>
    internal static async Task MeasureEmailAsync(string server, int port, Func<Task> send)
    {
        using var activity = _activities.StartActivity(
            "smtp send",
            ActivityKind.Client,
            parentContext: default,
            [new("server.address", server), new("server.port", port), new("network.protocol.name", "smtp")]);
        var startedAt = Stopwatch.GetTimestamp();
        string? error = null;
        try
        {
            await send();
        }
        catch (Exception failure)
        {
            error = (failure as EmailNotSentException)?.ErrorClass ?? failure.GetType().Name;
            activity?.SetStatus(ActivityStatusCode.Error, error).SetTag("error.type", error);
            throw;
        }
        finally
        {
            var tags = new TagList { { "server.address", server } };
            if (error is not null)
                tags.Add("error.type", error);

            _emailDuration.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds, tags);
        }
    }
}
