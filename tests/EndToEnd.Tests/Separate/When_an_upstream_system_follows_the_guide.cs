using System.Diagnostics;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Shouldly;
using TestKit;
using TestKit.Documents;
using TestKit.Processes;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Separate;

/// <summary>The programs of docs/upstream.md, as they stand there, with the accounts that are shipped.</summary>
[Collection<SeparateTests>]
public sealed class When_an_upstream_system_follows_the_guide(SeparateSystem system)
{
    private static readonly string _npmPackages = Path.Combine(Repository.Root, "tools", "openapi", "node_modules");

    [Fact]
    public async Task Should_make_a_contract_on_which_feedback_can_be_requested()
    {
        Directory.Exists(_npmPackages).ShouldBeTrue("First: npm ci --prefix tools/openapi");
        var programs = Document.Read("docs/upstream.md").Blocks.ToDictionary(block => block.Kind, block => block.Body);

        await RunAsync(InstalledPrograms.PythonWith("pika", "python3-pika"), "guide.py", programs["python"], new()
        {
            ["AMQP_URL"] = (await system.UpstreamAsync("contract-started")).Uri.ToString(),
        });
        await RunAsync("node", "guide.js", programs["javascript"], new()
        {
            ["AMQP_URL"] = (await system.UpstreamAsync("payment-made")).Uri.ToString(),
            ["NODE_PATH"] = _npmPackages,
        });
        await RunAsync("bash", "guide.sh", programs["bash"], new()
        {
            ["FEEDBACK_URL"] = system.Gateway.Address.ToString().TrimEnd('/'),
            ["TOKEN"] = Tokens.For("profiles", "upstream"),
        });

        var contract = Contract.New() with
        {
            ContractId = "c-upstream-guide",
            ClientId = "u-guide-client",
            FreelancerId = "u-guide-freelancer",
        };
        await system.TabShowsAsync(
            contract,
            tab => tab.Member("actions.requestFeedback.allowed").GetBoolean() && tab.Text("contract.clientName") == "Clara Guide");
        (await system.RejectsAsync()).ShouldBeEmpty();
    }

    private static async Task RunAsync(string program, string name, string source, Dictionary<string, string> environment)
    {
        using var folder = new TemporaryFolder("guide");
        var file = folder.Path(name);
        await File.WriteAllTextAsync(file, source, TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(program, [file]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (key, value) in environment)
            start.Environment[key] = value;

        using var running = Process.Start(start)!;
        using var patience = new CancellationTokenSource(HangGuard.Limit);
        var complaint = running.StandardError.ReadToEndAsync(patience.Token);
        await running.StandardOutput.ReadToEndAsync(patience.Token);
        await running.WaitForExitAsync(patience.Token);
        running.ExitCode.ShouldBe(0, await complaint);
    }
}
