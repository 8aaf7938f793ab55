using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Page;

/// <summary>Every email in every language, as wide as in a mail program and as on a phone, and in both colour schemes.</summary>
public sealed class When_emails_are_opened
{
    private static readonly int[] _widths = [600, 360];
    private static readonly ColorScheme[] _schemes = [ColorScheme.Light, ColorScheme.Dark];
    private static readonly string[] _rules =
        ["color-contrast", "link-in-text-block", "link-name", "html-has-lang", "document-title", "list", "image-alt"];

    [Fact]
    public async Task Should_fit_and_be_readable()
    {
        using var folder = new TemporaryFolder("mails");
        var (exitCode, log) = await ServiceProcess.RunAsync(["emails", "gallery", folder.Path("mails")], new Dictionary<string, string>());
        exitCode.ShouldBe(0, log);
        await using var browser = await Browser.StartAsync();
        await using var context = await browser.NewContextAsync(new Uri("http://localhost"));
        var page = await context.NewPageAsync();

        var found = new List<string>();
        foreach (var file in Directory.GetFiles(folder.Path("mails"), "*.html"))
        {
            await page.SetContentAsync(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            var name = Path.GetFileName(file);
            foreach (var width in _widths)
            {
                await page.SetViewportSizeAsync(width, 800);
                found.AddRange((await page.FaultsOfLayoutAsync()).Select(fault => $"{name}, {width} px: {fault}"));
            }

            foreach (var scheme in _schemes)
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                var axe = await page.Locator("html").RunAxe(new AxeRunOptions { RunOnly = RunOnlyOptions.Rules(_rules) });
                axe.Passes.ShouldNotBeEmpty();
                found.AddRange(axe.Violations.SelectMany(
                    violation => violation.Nodes.Select(node => $"{name}, {scheme}: {violation.Id} at {node.Html}")));
            }
        }

        found.ShouldBeEmpty();
    }
}
