using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Host.Commands.Ops;

/// <summary>
/// What a verb prints: tables for people, or one JSON document. Where the output is no terminal, tables have neither colours nor breaks in
/// their lines.
/// </summary>
internal sealed class OpsOutput
{
    // A table is as wide as what stands in it.
    private const int NoLimit = 100_000;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly bool _asJson;
    private readonly IAnsiConsole _console;

    public OpsOutput(bool asJson)
    {
        _asJson = asJson;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        if (Console.IsOutputRedirected)
            _console.Profile.Width = NoLimit;
    }

    /// <summary>Prints <paramref name="result"/> as JSON, or else what <paramref name="write"/> makes of it.</summary>
    public void Print<T>(T result, Action<OpsOutput> write)
    {
        if (_asJson)
            Console.Out.WriteLine(JsonSerializer.Serialize(result, _json));
        else
            write(this);
    }

    public void Line(string text) => _console.Write(new Text($"{Printable(text)}\n"));

    /// <summary>Prints a table; without rows, <paramref name="nothing"/>.</summary>
    public void Table(string nothing, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column)));

        foreach (var row in rows)
            table.AddRow(row.Select(cell => (IRenderable)new Text(Printable(TextOf(cell)))));

        if (table.Rows.Count == 0)
            Line(nothing);
        else
            _console.Write(table);
    }

    public static string TextOf(object? value) => value switch
    {
        null => "",
        DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        JsonNode json => json.ToJsonString(_compact),
        IEnumerable<KeyValuePair<string, object?>> members =>
            string.Join(' ', members.Select(member => $"{member.Key}={TextOf(member.Value)}")),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static readonly JsonSerializerOptions _compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Strangers write headers and bodies: none of them moves the cursor of an operator's terminal.</summary>
    private static string Printable(string text) =>
        string.Concat(text.Select(letter => char.IsControl(letter) && letter != '\n' ? '\uFFFD' : letter));
}

/// <summary>Sentences of the verbs.</summary>
internal static class OpsText
{
    /// <summary>Such as <c>2 messages are replayed.</c></summary>
    public static string Changed(int count, string noun, string done, bool dryRun) =>
        $"{count} {noun}{(count == 1 ? "" : "s")} {(dryRun ? "would be" : count == 1 ? "is" : "are")} {done}.";
}
