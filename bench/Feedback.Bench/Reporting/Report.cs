using System.Globalization;
using System.Text;
using Feedback.Bench.Floor;
using Feedback.Bench.Measuring;

namespace Feedback.Bench.Reporting;

/// <summary>Collects the figures, prints each as soon as it is known, and all of them as a table in the end.</summary>
internal sealed class Report(Machine machine)
{
    private const int BytesPerMiB = 1 << 20;
    private static readonly string[] _headings = ["scenario", "what", "value", "floor", "share", "by cpu", "goal", "", "processor µs each"];

    private readonly List<Figure> _figures = [];
    private readonly List<string> _misses = [];

    public Machine Machine => machine;

    public IReadOnlyList<Figure> Figures => _figures;

    /// <summary>What could not be measured, and why.</summary>
    public IReadOnlyList<string> Misses => _misses;

    public void Add(Figure figure)
    {
        _figures.Add(figure);
        Say($"  {string.Join("  ", Cells(figure).Where(cell => cell.Length > 0))}");
    }

    /// <summary>How many pieces of work a second, and what each took.</summary>
    public void AddRate(string scenario, string what, Outcome outcome, Goal? goal = null, FlowFloor? floor = null) => Add(new Figure
    {
        Scenario = scenario,
        What = what,
        Value = outcome.PerSecond,
        Unit = "/s",
        Floor = floor,
        Goal = goal,
        CpuMicroseconds = outcome.CpuMicrosecondsEach,
    });

    public void AddMemory(string scenario, string what, long bytes, Goal? goal) => Add(new Figure
    {
        Scenario = scenario,
        What = what,
        Value = bytes / (double)BytesPerMiB,
        Unit = "MiB",
        Goal = goal,
    });

    public void AddMiss(string scenario, Exception failure)
    {
        _misses.Add($"{scenario}: {failure.Message.Split('\n')[0]}");
        Say($"  {scenario} could not be measured: {failure}");
    }

    public static void Say(string line) => Console.WriteLine(line);

    public string ToTable()
    {
        var rows = new List<string[]> { _headings };
        rows.AddRange(_figures.Select(Cells));
        var widths = Enumerable.Range(0, _headings.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();

        var table = new StringBuilder().AppendLine(machine.ToString()).AppendLine();
        foreach (var row in rows)
            table.AppendLine(string.Join("  ", row.Select((cell, column) => Pad(cell, widths[column], column))).TrimEnd());

        foreach (var miss in _misses)
            table.AppendLine(CultureInfo.InvariantCulture, $"not measured: {miss}");

        return table.ToString();
    }

    private static string[] Cells(Figure figure) =>
    [
        figure.Scenario,
        figure.What,
        FormattableString.Invariant($"{figure.Value:#,0.##} {figure.Unit}"),
        figure.Floor is null ? "" : FormattableString.Invariant($"{figure.Floor.PerSecond:#,0}/s = 1 / ({figure.Floor})"),
        figure.ShareOfFloor is { } share ? FormattableString.Invariant($"{share:P0}") : "",
        figure.ShareByProcessor is { } byProcessor ? FormattableString.Invariant($"{byProcessor:P0}") : "",
        figure.Goal?.Text ?? "",
        figure.IsMet switch { true => "met", false => "MISSED", null => "" },
        figure.CpuMicroseconds is { } cpu
            ? string.Join(" ", cpu.Select(group => FormattableString.Invariant($"{group.Key} {group.Value:0}")))
            : "",
    ];

    private static string Pad(string cell, int width, int column) => column is 2 or 4 or 5 ? cell.PadLeft(width) : cell.PadRight(width);
}
