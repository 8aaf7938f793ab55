using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit.Documents;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Tour;

public sealed class When_the_tour_is_taken_as_written
{
    private const string Address = "http://localhost:5080";

    [Fact]
    public async Task Should_show_what_the_README_shows()
    {
        var steps = TourStep.Of(Document.Readme.Section("## Five-minute tour"));
        steps.Count(step => step.Output is not null).ShouldBeGreaterThan(8);
        await using var system = new EmbeddedSystem(new Dictionary<string, string> { ["Demo__Data"] = "true" });
        await system.InitializeAsync();

        // Only the port differs.
        await steps.ShouldShowAsync([], (Address, system.Process.Address.ToString().TrimEnd('/')));
    }

    [Fact]
    public void Should_lead_to_files_that_exist()
    {
        var links = Links.Of(Document.Readme.Text).Concat(Links.Of(Document.Read("docs/architecture.md").Text, "docs"));

        links.Where(link => !Path.Exists(Path.Combine(Repository.Root, link))).ShouldBeEmpty();
    }
}
