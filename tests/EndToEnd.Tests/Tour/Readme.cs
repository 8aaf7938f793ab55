using TestKit.Processes;

namespace EndToEnd.Tests.Tour;

/// <summary>Reads the README's fenced blocks: a <c>bash</c> block, and the block of another kind after it as its output.</summary>
internal static class Readme
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    public static IReadOnlyList<TourStep> Steps(string heading)
    {
        var steps = new List<TourStep>();
        foreach (var (kind, body) in CodeBlocks.Of(Section(heading)))
        {
            if (kind == "bash")
                steps.Add(new TourStep(body, null));
            else
                steps[^1] = steps[^1] with { Output = body };
        }

        return steps;
    }

    private static string Section(string heading)
    {
        var from = Text.IndexOf($"## {heading}\n", StringComparison.Ordinal);
        if (from < 0)
            throw new InvalidOperationException($"The README has no section '{heading}'.");

        var to = Text.IndexOf("\n## ", from + 1, StringComparison.Ordinal);
        return to < 0 ? Text[from..] : Text[from..to];
    }
}
