using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace EndToEnd.Tests.Page;

/// <summary>Every state of the page, on a desk in both colour schemes and on a phone.</summary>
public sealed class When_axe_looks_at_the_page(BrowserSystem browser) : IClassFixture<BrowserSystem>
{
    private static readonly ColorScheme[] _schemes = [ColorScheme.Light, ColorScheme.Dark];
    private static readonly int[] _widths = [1280, 360];

    /// <summary>The rules that look at colours. The others find in dark what they found in light.</summary>
    private static readonly string[] _colourRules = ["color-contrast", "link-in-text-block"];

    public static TheoryData<string> States => [.. PageStates.All.Select(state => state.Name)];

    [Theory]
    [MemberData(nameof(States))]
    public async Task Should_find_nothing_that_keeps_anyone_out(string name)
    {
        var state = PageStates.All.Single(state => state.Name == name);
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await state.OpenAsync(page, browser.Host);

        var found = new List<string>();
        foreach (var width in _widths)
        {
            await page.SetViewportSizeAsync(width, 800);
            found.AddRange((await page.FaultsOfLayoutAsync()).Select(fault => $"{name}, {width} px: {fault}"));

            // Colours are the same on a phone: dark ones are looked at once.
            foreach (var scheme in width == _widths[0] ? _schemes : [ColorScheme.Light])
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
                (await page.EvaluateAsync<bool>("matchMedia('(prefers-color-scheme: dark)').matches")).ShouldBe(scheme == ColorScheme.Dark);
                found.AddRange((await ViolationsAsync(page, scheme)).Select(violation => $"{name}, {width} px, {scheme}: {violation}"));
            }
        }

        if (found.Count > 0)
            Assert.Fail(string.Join(Environment.NewLine, found));

        await Assertions.Expect(page.Locator(state.Shows).First).ToBeVisibleAsync();
    }

    /// <summary>Takes pictures of it for somebody to look at; <c>tools/pictures.sh DIRECTORY</c> runs it.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(States))]
    public async Task Should_be_looked_at(string name)
    {
        var directory = Environment.GetEnvironmentVariable("PICTURES").ShouldNotBeNull("names the directory for the pictures");
        var state = PageStates.All.Single(state => state.Name == name);
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await state.OpenAsync(page, browser.Host);
        foreach (var width in _widths)
        {
            await page.SetViewportSizeAsync(width, 800);
            foreach (var scheme in _schemes)
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
                var file = $"{name.Replace(':', ',')} {width} {scheme}.png";
                await page.ScreenshotAsync(new() { Path = Path.Combine(directory, file), FullPage = true });
            }
        }
    }

    private static async Task<IEnumerable<string>> ViolationsAsync(IPage page, ColorScheme scheme)
    {
        // The frame that shows an email runs no script, so axe would wait in it for ever.
        var options = new AxeRunOptions { Iframes = false, ResultTypes = [ResultType.Violations] };
        if (scheme == ColorScheme.Dark)
            options.RunOnly = RunOnlyOptions.Rules(_colourRules);

        // On the root element: on a page, axe would be loaded once more into an empty one for its report.
        var result = await page.Locator("html").RunAxe(options);
        result.Passes.ShouldNotBeEmpty();
        return result.Violations.SelectMany(
            violation => violation.Nodes.Select(node => $"{violation.Id} ({violation.Help}) at {node.Target}: {node.Html}"));
    }
}
