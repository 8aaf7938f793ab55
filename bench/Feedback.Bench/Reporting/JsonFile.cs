using System.Text.Encodings.Web;
using System.Text.Json;

namespace Feedback.Bench.Reporting;

/// <summary>The figures for other programs.</summary>
internal static class JsonFile
{
    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task WriteAsync(Report report, string path)
    {
        var content = new
        {
            report.Machine,
            Figures = report.Figures.Select(figure => new
            {
                figure.Scenario,
                figure.What,
                figure.Value,
                figure.Unit,
                Floor = figure.Floor?.PerSecond,
                FloorOf = figure.Floor?.ToString(),
                figure.ShareOfFloor,
                figure.ShareByProcessor,
                Goal = figure.Goal?.Text,
                Met = figure.IsMet,
                figure.CpuMicroseconds,
            }),
            NotMeasured = report.Misses,
        };

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, content, _options);
    }
}
