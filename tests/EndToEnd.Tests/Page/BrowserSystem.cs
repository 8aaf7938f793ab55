using EndToEnd.Tests.Systems;
using Microsoft.Playwright;
using TestKit;
using TestKit.Servers;
using Xunit;

namespace EndToEnd.Tests.Page;

/// <summary>The embedded host with its demo data, and Debian's Chromium to look at it with.</summary>
public sealed class BrowserSystem : IAsyncLifetime
{
    private static readonly float _hangGuard = (float)HangGuard.Limit.TotalMilliseconds;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public EmbeddedSystem Host { get; } = new(new Dictionary<string, string> { ["Demo__Data"] = "true" });

    public async ValueTask InitializeAsync()
    {
        var chromium = InstalledPrograms.Chromium;
        await Host.InitializeAsync();
        Assertions.SetDefaultExpectTimeout(_hangGuard);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = chromium, Args = ["--no-sandbox"], Timeout = _hangGuard });
    }

    /// <summary>A browser of its own, signed in as that person of the demo.</summary>
    public async Task<Visitor> VisitAsync(string userId, ViewportSize? size = null) =>
        await VisitAsync(userId, await NewContextAsync(size));

    /// <summary>A tab of that browser, signed in as that person of the demo.</summary>
    public async Task<Visitor> VisitAsync(string userId, IBrowserContext context)
    {
        var visitor = new Visitor(await context.NewPageAsync(), Host.Process.Address);
        await visitor.Page.GotoAsync("/");
        await visitor.Page.Locator($"[data-user={userId}]").ClickAsync();
        await visitor.Sees("My contracts");
        return visitor;
    }

    /// <summary>An empty browser, in which nothing moves.</summary>
    public async Task<IBrowserContext> NewContextAsync(ViewportSize? size = null)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = Host.Process.Address.ToString(),
            ViewportSize = size,
            Locale = "en-GB",
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(_hangGuard);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();

        _playwright?.Dispose();
        await Host.DisposeAsync();
    }
}
