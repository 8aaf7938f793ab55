using Crash.Broker;
using Crash.Workload;
using TestKit.Servers;

namespace Crash.Ledger;

/// <summary>All that is known in the end, from sources that know nothing of each other.</summary>
internal sealed record Evidence
{
    /// <summary>When it was gathered.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// What was planned. All its upstream events were published unless <see cref="UnderWay"/> or <see cref="Failed"/> say otherwise.
    /// </summary>
    public required WorkPlan Plan { get; init; }

    /// <summary>How the calls over HTTP ended.</summary>
    public required IReadOnlyCollection<CallOutcome> Outcomes { get; init; }

    /// <summary>Commands that the broker had confirmed.</summary>
    public required IReadOnlyCollection<CommandStep> Commanded { get; init; }

    /// <summary>Events and responses that reached a subscriber.</summary>
    public required IReadOnlyCollection<SeenMessage> Seen { get; init; }

    public required Snapshot Databases { get; init; }

    /// <summary>Message-ID and recipients of each email that the mail server took.</summary>
    public required IReadOnlyList<ReceivedMail> Mails { get; init; }

    /// <summary>Queues that are not empty, with their depth.</summary>
    public required IReadOnlyDictionary<string, long> Waiting { get; init; }

    /// <summary>By error queue, why its messages are there.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; init; }

    public required IReadOnlyCollection<string> UnderWay { get; init; }

    public required IReadOnlyCollection<(WorkStep Step, string Why)> Failed { get; init; }
}
