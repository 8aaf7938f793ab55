namespace Feedback.Bench.Profiling;

/// <summary>Stack samples, counted by the layer that they belong to and by method.</summary>
internal sealed class StackProfile
{
    // A sample belongs to the first of these that is found, going up from where it was taken.
    private static readonly (string Part, string Layer)[] _layerOfParts =
    [
        ("libclrjit", "JIT compiler"),
        ("Npgsql.EntityFrameworkCore", "EF Core"),
        ("[Npgsql]", "Npgsql"),
        ("EntityFrameworkCore", "EF Core"),
        ("[RabbitMQ.Client]", "RabbitMQ client"),
        ("[System.Text.Json]", "JSON"),
        ("[MassTransit", "MassTransit"),
        ("[Serilog", "logging"),
        ("[Microsoft.Extensions.Logging", "logging"),
        ("[Microsoft.Extensions.DependencyInjection", "dependency injection"),
        ("[Messaging.EntityFrameworkCore]", "outbox and saga repository"),
        ("[Feedback.Saga]", "saga service"),
        ("[Notifications]", "notifications"),
    ];

    private readonly Dictionary<string, int> _layers = [];
    private readonly Dictionary<string, int> _methods = [];
    private readonly Dictionary<string, int> _leaves = [];

    public int Samples { get; private set; }

    public IReadOnlyList<(string Layer, double Share)> Layers => Shares(_layers);

    /// <summary>Methods by the samples in them and in all that they call.</summary>
    public IReadOnlyList<(string Method, double Share)> Methods => Shares(_methods);

    /// <summary>Methods by the samples in themselves.</summary>
    public IReadOnlyList<(string Method, double Share)> Leaves => Shares(_leaves);

    /// <summary>
    /// Reads what <c>perf script -F ip,sym,dso</c> writes: a frame a line, from the innermost out; a blank line between samples.
    /// </summary>
    public static async Task<StackProfile> ReadAsync(TextReader script, CancellationToken cancellationToken)
    {
        var profile = new StackProfile();
        var stack = new List<string>();
        while (await script.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0)
                stack.Add(Frame(line));
            else
                profile.Add(stack);
        }

        profile.Add(stack);
        return profile;
    }

    private void Add(List<string> stack)
    {
        if (stack.Count == 0)
            return;

        Samples++;
        Count(_leaves, stack[0]);
        Count(_layers, LayerOf(stack));
        foreach (var method in stack.Distinct())
            Count(_methods, method);

        stack.Clear();
    }

    private static string LayerOf(List<string> stack)
    {
        foreach (var frame in stack)
            foreach (var (part, layer) in _layerOfParts)
                if (frame.Contains(part, StringComparison.Ordinal))
                    return layer;

        return "runtime and framework";
    }

    /// <summary>Without the address in front; of native code the library is enough.</summary>
    private static string Frame(string line)
    {
        var text = line.TrimStart();
        text = text[(text.IndexOf(' ') + 1)..];
        var library = text.LastIndexOf(" (", StringComparison.Ordinal);
        if (library < 0)
            return text;

        return text[library..].Contains("perf-", StringComparison.Ordinal)
            ? text[..library]
            : $"{text[..library]}{text[library..]}";
    }

    private static void Count(Dictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    private IReadOnlyList<(string Key, double Share)> Shares(Dictionary<string, int> counts) =>
        [.. counts.OrderByDescending(count => count.Value).Select(count => (count.Key, count.Value / (double)Samples))];
}
