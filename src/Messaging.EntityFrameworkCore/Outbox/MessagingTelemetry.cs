using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>
/// What this library tells OpenTelemetry: a meter and a source of activities of the same name. Both cost nothing as long as nobody
/// listens.
/// </summary>
public static class MessagingTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Messaging.EntityFrameworkCore";

    private static readonly Meter _meter = new(Name);
    private static readonly ActivitySource _activities = new(Name);
    private static readonly Counter<long> _claims =
        _meter.CreateCounter<long>("messaging.outbox.claims", "{claim}", "Claims of a dispatcher that found rows");

    internal static Counter<long> Sends { get; } =
        _meter.CreateCounter<long>("messaging.outbox.sends", "{message}", "Messages of the outbox that the transport has confirmed");

    internal static Counter<long> Retries { get; } =
        _meter.CreateCounter<long>("messaging.outbox.retries", "{message}", "Sends that failed, or were given up, and are tried again");

    internal static Counter<long> Parkings { get; } =
        _meter.CreateCounter<long>("messaging.outbox.parkings", "{message}", "Messages that were set aside for an operator");

    /// <summary>Has the tag <c>message</c>, the type of the message.</summary>
    internal static Counter<long> Expired { get; } =
        _meter.CreateCounter<long>("messaging.expired", "{message}", "Messages that were dropped because their deadline had passed");

    internal static Histogram<int> GroupSize { get; } =
        _meter.CreateHistogram<int>("messaging.group_commit.size", "{transaction}", "Handlers' transactions that were committed together");

    /// <summary>The outbox that a figure is about.</summary>
    internal static KeyValuePair<string, object?> Tag<TDbContext>() => new("outbox", typeof(TDbContext).Name);

    /// <summary>Counts a claim that found rows, and records it as an activity after the event.</summary>
    internal static void RecordClaim<TDbContext>(int rows, DateTimeOffset startedAt)
    {
        _claims.Add(1, Tag<TDbContext>());
        using var activity = _activities.StartActivity(
            "outbox claim",
            ActivityKind.Internal,
            parentContext: default,
            [Tag<TDbContext>(), new("messaging.batch.message_count", rows)],
            startTime: startedAt);
    }
}
