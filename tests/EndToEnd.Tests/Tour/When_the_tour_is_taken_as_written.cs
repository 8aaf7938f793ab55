using System.Diagnostics;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Tour;

public sealed class When_the_tour_is_taken_as_written
{
    private const string Separator = "----- next step -----";
    private const string Address = "http://localhost:5080";

    [Fact]
    public async Task Should_show_what_the_README_shows()
    {
        var steps = Readme.Steps("Five-minute tour");
        steps.Count(step => step.Output is not null).ShouldBeGreaterThan(8);
        await using var system = new EmbeddedSystem(new Dictionary<string, string> { ["Demo__Data"] = "true" });
        await system.InitializeAsync();
        var address = system.Process.Address.ToString().TrimEnd('/');

        // One shell for all, as one terminal would be; only the port differs.
        var script = string.Concat(steps.Select(step => $"{step.Commands}echo '{Separator}'\n"));
        var outputs = (await BashAsync(script.Replace(Address, address, StringComparison.Ordinal)))
            .Replace(address, Address, StringComparison.Ordinal)
            .Split($"{Separator}\n");

        foreach (var (step, output) in steps.Zip(outputs))
            Shown.Normalise(output).ShouldBe(Shown.Normalise(step.Output ?? ""), $"after{Environment.NewLine}{step.Commands}");
    }

    [Fact]
    public void Should_lead_to_files_that_exist()
    {
        var links = Links.Of(Readme.Text).Concat(Links.Of(File.ReadAllText(Path.Combine(Repository.Root, "docs/architecture.md")), "docs"));

        links.Where(link => !Path.Exists(Path.Combine(Repository.Root, link))).ShouldBeEmpty();
    }

    private static async Task<string> BashAsync(string script)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-s"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = bash.StandardError.ReadToEndAsync();
        var output = bash.StandardOutput.ReadToEndAsync();
        await bash.StandardInput.WriteAsync(script);
        bash.StandardInput.Close();
        (await error.OrHang()).ShouldBeEmpty();
        return await output;
    }
}
