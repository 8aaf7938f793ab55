using System.Globalization;
using System.Text;
using Crash.Broker;
using Crash.Faults;
using Crash.Ledger;
using Crash.Workload;

namespace Crash;

/// <summary>What a run came to.</summary>
internal sealed record CrashReport
{
    private const int ShownFindings = 40;

    public required CrashOptions Options { get; init; }

    public required Evidence Evidence { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    public required IReadOnlyCollection<InjectedFault> Faults { get; init; }

    public required CallLog Calls { get; init; }

    /// <summary>Messages that upstream systems and commands put on the broker, copies included.</summary>
    public required long Published { get; init; }

    /// <summary>Upstream events that came in over HTTP, copies included.</summary>
    public required long Posted { get; init; }

    /// <summary>How long after the last fault and the last step everything was done; null if it was not in time.</summary>
    public required TimeSpan? IdleAfter { get; init; }

    /// <summary>With which exit codes services ended by themselves, by name.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<int>> Exits { get; init; }

    /// <summary>Where the services' logs are, when they were kept.</summary>
    public string? LogFolder { get; init; }

    public bool IsClean => Findings.Count == 0;

    public int Count(Fate fate) => Findings.Count(finding => finding.Fate == fate);

    /// <summary>Writes down, beside the services' logs, all that it found and why messages lie in error queues.</summary>
    public async Task SaveAsync(string folder)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "report.txt"), ToString());
        await File.WriteAllLinesAsync(Path.Combine(folder, "findings.txt"), Findings.Select(finding => finding.ToString()));
        await File.WriteAllLinesAsync(
            Path.Combine(folder, "errors.txt"),
            Evidence.Errors.SelectMany(queue => queue.Value.Select(reason => $"{queue.Key}: {reason}")));
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in Lines())
            text.Append(CultureInfo.InvariantCulture, $"{name,-11} {value}").AppendLine();

        foreach (var finding in Findings.Take(ShownFindings))
            text.Append(CultureInfo.InvariantCulture, $"  {finding}").AppendLine();

        if (Findings.Count > ShownFindings)
            text.Append(CultureInfo.InvariantCulture, $"  … and {Findings.Count - ShownFindings} more").AppendLine();

        return text.ToString();
    }

    private IEnumerable<(string Name, string Value)> Lines()
    {
        var requests = Evidence.Databases.Requests;
        var requested = Evidence.Plan.Steps.OfType<RequestStep>().Count();
        var provided = Evidence.Plan.Steps.OfType<FeedbackStep>().Count();
        var upstreamEvents = Evidence.Plan.UpstreamEvents<object>().Count();
        var upstreamSteps = Evidence.Plan.Steps.OfType<UpstreamStep>().Count();
        var responses = Evidence.Seen.Where(seen => seen.CommandId is not null && seen.Exchange == Subscriber.ResponseExchange);
        var emails = Evidence.Mails.DistinctBy(mail => mail.MessageId).Count();
        var errors = Evidence.Waiting.Where(queue => QueueAudit.IsErrorQueue(queue.Key)).Sum(queue => queue.Value);

        yield return ("seed", Joined(
            Text($"{Options.Seed}"),
            Text($"{Options.Load.TotalMinutes:0.##} min of load"),
            Text($"{Options.ContractsPerSecond:0.#} contracts/s"),
            Text($"window {Options.RequestWindow.TotalSeconds:0} s")));
        yield return ("workload", Joined(
            $"{Evidence.Plan.Contracts} contracts, {Evidence.Plan.Steps.Count} steps: {requested} requests",
            $"{provided} feedback",
            $"{upstreamEvents} upstream events published {upstreamSteps} times; {Published} messages published",
            $"{Posted} upstream events posted"));
        yield return ("calls", $"{Listed(Evidence.Outcomes.CountBy(outcome => outcome.Result))}; made again: {Listed(Calls.Repeated)}");
        yield return (
            "commands",
            $"{Evidence.Commanded.Count}; responses: {Listed(responses.DistinctBy(seen => seen.CommandId).CountBy(seen => seen.Type))}");
        yield return (
            "requests",
            $"{requests.Count}: {Listed(requests.CountBy(request => request.State))}; feedback {Evidence.Databases.Feedback.Count}");
        yield return ("events", Listed(Events().DistinctBy(seen => (seen.Type, seen.Subject)).CountBy(seen => seen.Type)));
        yield return (
            "redelivered",
            Text($"{Events().Count() - Events().DistinctBy(seen => seen.MessageId).Count()} events came again with the same message id"));
        yield return (
            "notices", $"{Evidence.Databases.Inbox.Count} in-app messages, {emails} emails, resent {Evidence.Mails.Count - emails}");
        yield return ("throughput", Joined(
            $"{PerSecond(requests.Count)} requests/s",
            $"{PerSecond(Evidence.Databases.Feedback.Count)} feedback/s",
            $"{PerSecond(Events().Count())} events/s",
            $"{PerSecond(Evidence.Mails.Count)} emails/s while under load"));
        yield return ("faults", $"{Faults.Count}: {Listed(Faults.CountBy(fault => fault.Fault.Kind))}");
        yield return ("recovery", string.Join(", ", Recovery.ByKind(Faults, Calls.Completed)));
        yield return ("exits", ExitsListed() is { Length: > 0 } exits ? exits : "none but those of the faults");
        yield return ("idle", IdleAfter is { } idle
            ? Text($"{idle.TotalSeconds:0.0} s after the end of load and faults")
            : Text($"not within {Options.Patience.TotalSeconds:0} s"));
        yield return (
            "verdict",
            $"lost {Count(Fate.Lost)} · duplicated {Count(Fate.Duplicated)} · stuck {Count(Fate.Stuck)} · wrong {Count(Fate.Wrong)} · "
            + $"_error {errors}");
        if (LogFolder is not null)
            yield return ("logs", LogFolder);
    }

    private string ExitsListed() =>
        string.Join(", ", Exits.Where(exits => exits.Value.Count > 0).Select(exits => $"{exits.Key} with {string.Join(" ", exits.Value)}"));

    private IEnumerable<SeenMessage> Events() => Evidence.Seen.Where(seen => seen.Exchange != Subscriber.ResponseExchange);

    private string PerSecond(int count) => (count / Options.Load.TotalSeconds).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Joined(params IEnumerable<string> parts) => string.Join(", ", parts);

    private static string Listed<TKey>(IEnumerable<KeyValuePair<TKey, int>> counts) =>
        Joined(counts.OrderByDescending(count => count.Value).Select(count => $"{count.Key} {count.Value}")) is { Length: > 0 } listed
            ? listed
            : "none";
}
