using System.Diagnostics;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Page;
using EndToEnd.Tests.Systems;
using Microsoft.Playwright;
using Shouldly;
using TestKit.Processes;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Observability;

/// <summary>The panels over a system at work, drawn by <c>tools/dashboard.html</c> from what a Prometheus has recorded.</summary>
public sealed class When_the_operations_guide_shows_the_dashboard : IAsyncLifetime
{
    private static readonly TimeSpan _recorded = TimeSpan.FromMinutes(6);

    private readonly SeparateSystem _system = new()
    {
        More = { ["Telemetry__Prometheus"] = "true", ["Gateway__RateLimits__CommandsPerMinute"] = "2" },
    };

    private readonly TemporaryFolder _folder = new("prometheus");
    private readonly Uri _address = new($"http://127.0.0.1:{FreePort.Next()}");
    private OwnedProcess _prometheus = null!;

    public async ValueTask InitializeAsync()
    {
        await _system.InitializeAsync();
        var jobs = ((string Name, ServiceProcess Process)[])
            [("saga", _system.Saga), ("notifications", _system.Notifications), ("gateway", _system.Gateway)];
        await File.WriteAllTextAsync(_folder.Path("prometheus.yml"), $$"""
            global: { scrape_interval: 5s }
            scrape_configs:
            {{string.Concat(jobs.Select(job =>
                $"- {{ job_name: feedback-{job.Name}, static_configs: [ {{ targets: ['{job.Process.Address.Authority}'] }} ] }}\n"))}}
            """);
        _prometheus = OwnedProcess.Start(new OwnedProcessStart(
            InstalledPrograms.Prometheus,
            [
                $"--config.file={_folder.Path("prometheus.yml")}",
                $"--storage.tsdb.path={_folder.Path("data")}",
                $"--web.listen-address={_address.Authority}",
            ])
        {
            LogFile = _folder.Path("prometheus.log"),
            WorkingDirectory = _folder.FullName,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _prometheus.DisposeAsync();
        await _system.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Draws the picture of docs/operations.md; <c>tools/pictures.sh</c> runs it.</summary>
    [Fact(Explicit = true)]
    public async Task Should_be_drawn_from_a_system_at_work()
    {
        var working = Stopwatch.StartNew();
        var count = 0;
        await WorkUntilAsync(_recorded / 3);
        await _system.Notifications.StopAsync();
        await WorkUntilAsync(_recorded / 2);
        await _system.Notifications.RestartAsync();
        await WorkUntilAsync(_recorded);

        await using var browser = await Browser.StartAsync();
        await using var context = await browser.NewContextAsync(_address, new ViewportSize { Width = 1240, Height = 1460 });
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(Path.Combine(Repository.Root, "tools", "dashboard.html")).ToString());
        var dashboard = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "deploy", "grafana", "feedback.json"), TestContext.Current.CancellationToken);
        await page.EvaluateAsync($"draw({dashboard}, '{_address.ToString().TrimEnd('/')}', {working.Elapsed.TotalSeconds:0})");

        (await page.Locator("figure").CountAsync()).ShouldBeGreaterThan(15);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "docs", "images", "dashboard.png"), FullPage = true });

        async Task WorkUntilAsync(TimeSpan elapsed)
        {
            while (working.Elapsed < elapsed)
                await DoSomethingAsync(count++);
        }
    }

    /// <summary>A contract, and one of the things that happen to it.</summary>
    private async Task DoSomethingAsync(int count)
    {
        var contract = await _system.ContractAsync(count % 5 == 4 ? TimeSpan.FromDays(3) : null);
        var requested = await _system.Api.RequestFeedbackAsync(contract.ContractId, contract.FreelancerId);
        switch (count % 6)
        {
            case 0 or 2:
                await _system.Api.ProvideFeedbackAsync(contract.ContractId, contract.ClientId);
                break;
            case 3:
                await _system.Api.PublishAsync(UpstreamEvent.ContractEnded(contract, DateTimeOffset.UtcNow));
                break;
            case 5:
                for (var times = 0; times < 3; times++)
                    await _system.Api.RequestFeedbackAsync(contract.ContractId, contract.FreelancerId);

                break;
            default:
                requested.Status.ShouldNotBe(System.Net.HttpStatusCode.TooManyRequests);
                break;
        }
    }
}
