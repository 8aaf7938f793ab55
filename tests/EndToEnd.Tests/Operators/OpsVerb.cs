using System.Text.Json;
using Shouldly;
using TestKit.Processes;

namespace EndToEnd.Tests.Operators;

/// <summary>A verb of <c>ops</c>, run as operators run it.</summary>
internal static class OpsVerb
{
    /// <summary>Runs it to its end and reads the table that it prints.</summary>
    public static async Task<string> TableAsync(IReadOnlyDictionary<string, string> settings, params string[] words)
    {
        var (exitCode, output) = await ServiceProcess.RunAsync(["ops", .. words], settings);
        exitCode.ShouldBe(0, output);
        output.ShouldNotContain("\u001b");
        return output;
    }

    /// <summary>Runs it to its end and reads the JSON that it prints.</summary>
    public static async Task<JsonElement> JsonAsync(
        IReadOnlyDictionary<string, string> settings, string[] words, int exitCode = 0)
    {
        var (ended, output) = await ServiceProcess.RunAsync(["ops", .. words, "--json"], settings);
        ended.ShouldBe(exitCode, output);

        // What the program logs stands before the result, and has no brace.
        return JsonDocument.Parse(output[output.IndexOf('{')..]).RootElement;
    }
}
