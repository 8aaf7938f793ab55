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
    private static readonly Counter<long> _findings =
        _meter.CreateCounter<long>("messaging.reconciliation.findings", "{finding}", "Where state, timers and messages did not match");

    private static readonly Counter<long> _swept =
        _meter.CreateCounter<long>("messaging.retention.rows", "{row}", "Rows that were deleted or cleared for their age");

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

    /// <summary>Counts that state, timers and messages do not match somewhere.</summary>
    /// <param name="kind">What was found, as <c>request-without-timer</c>.</param>
    public static void CountFinding<TDbContext>(string kind)
        where TDbContext : DbContext =>
        _findings.Add(1, Tag<TDbContext>(), new KeyValuePair<string, object?>("kind", kind));

    /// <summary>Shows the counter of findings from the start, so that its first increase is one.</summary>
    /// <param name="kinds">All that may be found.</param>
    public static void BeginFindingsAtZero<TDbContext>(IEnumerable<string> kinds)
        where TDbContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(kinds);

        foreach (var kind in kinds)
            _findings.Add(0, Tag<TDbContext>(), new KeyValuePair<string, object?>("kind", kind));
    }

    /// <summary>Counts rows that were deleted or cleared for their age.</summary>
    internal static void CountSwept<TDbContext>(string kind, long rows)
        where TDbContext : DbContext =>
        _swept.Add(rows, Tag<TDbContext>(), new KeyValuePair<string, object?>("kind", kind));

    /// <summary>The outbox that a figure is about.</summary>
    internal static KeyValuePair<string, object?> Tag<TDbContext>() => new("outbox", typeof(TDbContext).Name);

    /// <summary>Shows the counters of an outbox from the start, so that their first increase is one.</summary>
    internal static void BeginAtZero<TDbContext>()
    {
        foreach (var counter in new[] { _claims, Sends, Retries, Parkings })
            counter.Add(0, Tag<TDbContext>());
    }

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

    /// <summary>
    /// Begins an activity for what is done for several callers at once: below the activity of the first that is traced. Each of the others
    /// gets one below its own, with a link to it. Null if nobody is traced.
    /// </summary>
    internal static IDisposable? StartShared(string name, IEnumerable<ActivityContext> callers) =>
        _activities.HasListeners() ? SharedActivity.Start(_activities, name, callers) : null;

    private sealed class SharedActivity(Activity shared, IReadOnlyList<Activity> others) : IDisposable
    {
        public static SharedActivity? Start(ActivitySource source, string name, IEnumerable<ActivityContext> callers)
        {
            var traced = callers.Where(caller => caller.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)).Distinct().ToList();
            if (traced.Count == 0 || source.StartActivity(name, ActivityKind.Internal, traced[0]) is not { } shared)
                return null;

            ActivityLink[] links = [new(shared.Context)];
            var others = traced.Skip(1)
                .Select(caller => source.StartActivity(name, ActivityKind.Internal, caller, links: links))
                .OfType<Activity>()
                .ToList();

            // The last that was started is the current one, and the statements belong to the first.
            Activity.Current = shared;
            return new SharedActivity(shared, others);
        }

        public void Dispose()
        {
            foreach (var other in others)
                other.Dispose();

            shared.Dispose();
        }
    }
}
