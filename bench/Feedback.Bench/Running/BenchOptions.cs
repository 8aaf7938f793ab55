using TestKit.Processes;

namespace Feedback.Bench.Running;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    /// <summary>Empty for all.</summary>
    public IReadOnlyList<string> Scenarios { get; init; } = [];

    /// <summary>A tenth of everything, to see that it works.</summary>
    public bool Quick { get; init; }

    public required string JsonPath { get; init; }

    public static BenchOptions Parse(IReadOnlyList<string> arguments, IReadOnlyList<string> known)
    {
        var scenarios = new List<string>();
        var quick = false;
        string? path = null;
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--quick":
                    quick = true;
                    break;
                case "--json" when i + 1 < arguments.Count:
                    path = Path.GetFullPath(arguments[++i]);
                    break;
                case var name when known.Contains(name):
                    scenarios.Add(name);
                    break;
                case var other:
                    throw new ArgumentException(
                        $"'{other}' is not known. Usage: bench/run.sh [{string.Join(" | ", known)}] … [--quick] [--json FILE]");
            }
        }

        return new BenchOptions
        {
            Scenarios = scenarios,
            Quick = quick,
            JsonPath = path ?? Path.Combine(Repository.Root, "bench", "results", $"{DateTime.UtcNow:yyyy-MM-dd-HHmmss}.json"),
        };
    }
}
