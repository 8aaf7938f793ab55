using System.Text.RegularExpressions;
using Shouldly;
using TestKit.Documents;

namespace EndToEnd.Tests.Tour;

/// <summary>Commands of a document, as written, and the output that it shows for them; none where it shows none.</summary>
internal sealed record TourStep(string Commands, string? Output)
{
    /// <summary>The <c>bash</c> blocks of a section, and the block of another kind after each as its output.</summary>
    public static IReadOnlyList<TourStep> Of(Document section)
    {
        var steps = new List<TourStep>();
        foreach (var (kind, body) in section.Blocks)
        {
            if (kind == "bash")
                steps.Add(new TourStep(body, null));
            else
                steps[^1] = steps[^1] with { Output = body };
        }

        return steps;
    }
}

internal static class TourSteps
{
    /// <summary>Takes the steps, one after the other in one shell, and compares what they show with what they are said to show.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="environment">What the shell finds in its environment besides.</param>
    /// <param name="elsewhere">What stands in the document, and what is here instead of it.</param>
    public static async Task ShouldShowAsync(
        this IEnumerable<TourStep> steps, Dictionary<string, string> environment, params (string Written, string Here)[] elsewhere)
    {
        await using var bash = new Bash(environment);
        foreach (var step in steps)
        {
            var commands = elsewhere.Aggregate(step.Commands, (text, at) => Replace(text, at.Written, at.Here));
            var output = elsewhere.Aggregate(await bash.RunAsync(commands), (text, at) => Replace(text, at.Here, at.Written));

            Shown.Normalise(output).ShouldBe(Shown.Normalise(step.Output ?? ""), $"after{Environment.NewLine}{step.Commands}");
        }

        (await bash.CloseAsync()).ShouldBeEmpty();
    }

    /// <summary>A port is no part of another.</summary>
    private static string Replace(string text, string what, string with) =>
        Regex.Replace(text, $@"(?<!\w){Regex.Escape(what)}(?!\w)", with.Replace("$", "$$", StringComparison.Ordinal));
}
