using Feedback.Bench.Measuring;
using Feedback.Bench.Peers;
using Feedback.Bench.Reporting;
using Feedback.Bench.Running;

namespace Feedback.Bench.Scenarios;

/// <summary>The product beside other libraries that do the same work on the same tables. It runs only when it is named.</summary>
/// <param name="name">The scenario.</param>
/// <param name="settings">How the peers are set up, for its explanation.</param>
/// <param name="contenders">The product first.</param>
internal sealed class PeersScenario(string name, string settings, IReadOnlyList<Contender> contenders) : IScenario
{
    private const int WarmUpCount = 5_000;
    private const int Count = 3_000;
    private const int Rounds = 2;

    /// <summary>What drives and listens; it is the same for all.</summary>
    private const string Driver = "bench";
    private static readonly string[] _flows = [PeerFlows.RequestFeedback, PeerFlows.ProvideFeedback, PeerFlows.Expire];

    private readonly Dictionary<(Contender Contender, string Flow), List<Outcome>> _outcomes = [];
    private readonly List<MachineSpeed> _speeds = [];

    public string Name => name;

    public string Explanation =>
        $"""
         Requesting, providing and expiring, core and warm, with the saga service, with Wolverine and with DotNetCore.CAP ({settings}): the
         same rows in tables of their own, the same commands and events, as many at once. They take turns, there and back again: ours,
         Wolverine, CAP, CAP, Wolverine, ours. The median counts. × is how many times the peer's throughput ours is, and how many times our
         processor time, without the bench's, the peer needs.
         """;

    public bool IsOnRequestOnly => true;

    public async Task RunAsync(BenchRun run, CancellationToken cancellationToken)
    {
        var running = new List<(Contender Contender, PeerFlows Flows)>();
        try
        {
            foreach (var contender in contenders)
            {
                running.Add((contender, await PeerFlows.StartAsync(run, contender, cancellationToken)));
                await running[^1].Flows.RunAsync(run.Scaled(WarmUpCount), cancellationToken);
            }

            for (var round = 0; round < Rounds; round++)
            {
                foreach (var (contender, flows) in running.Concat(running.AsEnumerable().Reverse()))
                    await MeasureAsync(contender, flows, run.Scaled(Count), cancellationToken);
            }
        }
        finally
        {
            foreach (var (_, flows) in running)
                await flows.DisposeAsync();
        }

        Add(run.Report);
    }

    private async Task MeasureAsync(Contender contender, PeerFlows flows, int count, CancellationToken cancellationToken)
    {
        _speeds.Add(await MachineSpeed.MeasureAsync());
        foreach (var (flow, outcome) in await flows.RunAsync(count, cancellationToken))
        {
            if (!_outcomes.TryGetValue((contender, flow), out var outcomes))
                _outcomes[(contender, flow)] = outcomes = [];

            outcomes.Add(outcome);
            Report.Say(FormattableString.Invariant(
                $"  {flow}, {contender.Name}: {outcome.PerSecond:#,0}/s, {ProcessorOf(outcome):0} µs each"));
        }
    }

    private void Add(Report report)
    {
        AddSpeed("one thread", speed => speed.OneThread);
        AddSpeed("two threads", speed => speed.TwoThreads);
        foreach (var flow in _flows)
        {
            foreach (var contender in contenders)
                AddRate(contender, flow);

            foreach (var peer in contenders.Skip(1))
                AddRatios(peer, flow);
        }

        void AddSpeed(string threads, Func<MachineSpeed, double> of) => report.Add(new Figure
        {
            Scenario = Name,
            What = $"the machine: SHA-256, {threads}",
            Value = Median(_speeds.Select(of)),
            Unit = "MiB/s",
        });

        void AddRate(Contender contender, string flow) => report.Add(new Figure
        {
            Scenario = Name,
            What = $"{flow}, {contender.Name}",
            Value = RateOf(contender, flow),
            Unit = "/s",
            CpuMicroseconds = _outcomes[(contender, flow)]
                .SelectMany(outcome => outcome.CpuMicrosecondsEach)
                .GroupBy(group => group.Key, group => group.Value)
                .ToDictionary(group => group.Key, Median),
        });

        void AddRatios(Contender peer, string flow)
        {
            report.Add(new Figure
            {
                Scenario = Name,
                What = $"{flow}, ours over {peer.Name}",
                Value = RateOf(contenders[0], flow) / RateOf(peer, flow),
                Unit = "×",
                Goal = peer.Goals.TryGetValue(flow, out var least) ? Goal.AtLeast(least) : null,
            });
            report.Add(new Figure
            {
                Scenario = Name,
                What = $"{flow}, processor time, {peer.Name} over ours",
                Value = ProcessorOf(peer, flow) / ProcessorOf(contenders[0], flow),
                Unit = "×",
            });
        }
    }

    private double RateOf(Contender contender, string flow) => Median(_outcomes[(contender, flow)].Select(outcome => outcome.PerSecond));

    private double ProcessorOf(Contender contender, string flow) => Median(_outcomes[(contender, flow)].Select(ProcessorOf));

    /// <summary>Microseconds each, of service, database and broker.</summary>
    private static double ProcessorOf(Outcome outcome) =>
        outcome.CpuMicrosecondsEach.Where(group => group.Key != Driver).Sum(group => group.Value);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
