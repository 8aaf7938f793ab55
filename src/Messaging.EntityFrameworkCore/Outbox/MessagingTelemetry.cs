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

    internal const string Outbox = "outbox";

    private static readonly Meter _meter = new(Name);

    private static readonly Counter<long> _claims =
        _meter.CreateCounter<long>("messaging.outbox.claims", "{claim}", "Claims of a dispatcher that found rows");

    private static readonly Counter<long> _sends =
        _meter.CreateCounter<long>("messaging.outbox.sends", "{message}", "Messages of the outbox that the transport has confirmed");

    private static readonly Counter<long> _retries =
        _meter.CreateCounter<long>("messaging.outbox.retries", "{message}", "Sends that failed, or were given up, and are tried again");

    private static readonly Counter<long> _parkings =
        _meter.CreateCounter<long>("messaging.outbox.parkings", "{message}", "Messages that were set aside for an operator");

    private static readonly Counter<long> _expired =
        _meter.CreateCounter<long>("messaging.expired", "{message}", "Messages that were dropped because their deadline had passed");

    private static readonly Histogram<int> _groupSize =
        _meter.CreateHistogram<int>("messaging.group_commit.size", "{transaction}", "Handlers' transactions that were committed together");

    internal static ActivitySource Activities { get; } = new(Name);

    internal static void CountClaim(string outbox) => _claims.Add(1, Tag(outbox));

    internal static void CountSend(string outbox) => _sends.Add(1, Tag(outbox));

    internal static void CountRetries(string outbox, int count) => _retries.Add(count, Tag(outbox));

    internal static void CountParking(string outbox) => _parkings.Add(1, Tag(outbox));

    internal static void CountExpired(string message) => _expired.Add(1, new KeyValuePair<string, object?>("message", message));

    internal static void RecordGroup(int size) => _groupSize.Record(size);

    internal static KeyValuePair<string, object?> Tag(string outbox) => new(Outbox, outbox);
}
