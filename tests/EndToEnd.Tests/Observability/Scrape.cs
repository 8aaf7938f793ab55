using System.Globalization;
using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Observability;

/// <summary>A measured value, as <c>/metrics</c> shows it.</summary>
public sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>What a process shows at <c>/metrics</c>.</summary>
public sealed partial class Scrape
{
    private Scrape(IReadOnlyList<Sample> samples) => Samples = samples;

    public IReadOnlyList<Sample> Samples { get; }

    public static async Task<Scrape> OfAsync(HttpClient http)
    {
        var text = await http.GetStringAsync("/metrics");
        return new Scrape([.. text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Parse)]);
    }

    /// <summary>The sum over all that have the name and these labels.</summary>
    public double Sum(string name, params (string Label, string Value)[] labels) =>
        Samples
            .Where(sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Label) == label.Value))
            .Sum(sample => sample.Value);

    public bool Has(string name) => Samples.Any(sample => sample.Name == name);

    private static Sample Parse(string line)
    {
        var match = Line().Match(line);
        return new Sample(
            match.Groups["name"].Value,
            Label().Matches(match.Groups["labels"].Value).ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value),
            double.Parse(match.Groups["value"].Value.Replace("+Inf", "Infinity"), CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? (?<value>\S+)""")]
    private static partial Regex Line();

    [GeneratedRegex("([a-zA-Z_][a-zA-Z0-9_]*)=\"([^\"]*)\"")]
    private static partial Regex Label();
}
