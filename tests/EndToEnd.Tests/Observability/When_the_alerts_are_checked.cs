using Shouldly;
using TestKit;
using TestKit.Documents;
using TestKit.Processes;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Observability;

public sealed class When_the_alerts_are_checked : IDisposable
{
    private readonly TemporaryFolder _folder = new("promtool");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Should_be_sound() => SucceedsAsync("check", "rules", Path.Combine(Alerts.Folder, "alerts.yml"));

    [Fact]
    public Task Should_fire_when_they_should_and_only_then() =>
        SucceedsAsync("test", "rules", Path.Combine(Alerts.Folder, "alerts.test.yml"));

    [Fact]
    public void Should_each_have_a_test_of_its_own()
    {
        var tests = File.ReadAllText(Path.Combine(Alerts.Folder, "alerts.test.yml"));

        Alerts.All.ShouldNotBeEmpty();
        Alerts.All.ShouldAllBe(alert => tests.Contains($"alertname: {alert.Name}\n"));
    }

    [Fact]
    public void Should_each_have_a_line_in_the_runbook()
    {
        var lines = Document.Runbook.Section("### Alerts").Rows.SelectMany(cells => Document.WordsIn(cells[0]));

        lines.ShouldBe(Alerts.All.Select(alert => alert.Name), ignoreOrder: true);
        Alerts.All.ShouldAllBe(alert => alert.Runbook == "docs/operations.md#alerts");
    }

    private async Task SucceedsAsync(params string[] arguments)
    {
        await using var promtool = OwnedProcess.Start(new OwnedProcessStart(InstalledPrograms.PromTool, arguments)
        {
            LogFile = _folder.Path("promtool.log"),
            WorkingDirectory = Alerts.Folder,
        });
        await Eventually.Until(() => promtool.HasExited, what: "promtool is done");

        promtool.ExitCode.ShouldBe(0, promtool.Output);
    }
}
