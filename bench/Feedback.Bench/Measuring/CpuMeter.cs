using Feedback.Bench.Servers;

namespace Feedback.Bench.Measuring;

/// <summary>The processor time that each group of processes spends between its making and <see cref="Read"/>.</summary>
internal sealed class CpuMeter
{
    private readonly Dictionary<int, string> _services;
    private readonly Dictionary<int, double> _before;

    public CpuMeter(IEnumerable<HostProcess> services)
    {
        _services = services.ToDictionary(service => service.Id, service => service.Name);
        _before = ProcessTable.Ours().ToDictionary(entry => entry.Id, entry => entry.CpuSeconds);
    }

    /// <summary>Seconds by group: each service, postgres, rabbitmq, and bench for what drives and listens.</summary>
    public IReadOnlyDictionary<string, double> Read()
    {
        var spent = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var entry in ProcessTable.Ours())
        {
            var group = GroupOf(entry);
            spent[group] = spent.GetValueOrDefault(group) + entry.CpuSeconds - _before.GetValueOrDefault(entry.Id);
        }

        return spent;
    }

    private string GroupOf(ProcessEntry entry) => _services.GetValueOrDefault(entry.Id) ?? entry.Command switch
    {
        "postgres" => "postgres",
        "beam.smp" or "erl_child_setup" or "epmd" or "inet_gethost" => "rabbitmq",
        _ => "bench",
    };
}
