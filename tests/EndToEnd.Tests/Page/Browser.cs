using Microsoft.Playwright;
using TestKit;
using TestKit.Servers;

namespace EndToEnd.Tests.Page;

/// <summary>Debian's Chromium.</summary>
public sealed class Browser : IAsyncDisposable
{
    private static readonly float _hangGuard = (float)HangGuard.Limit.TotalMilliseconds;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _chromium;

    private Browser(IPlaywright playwright, IBrowser chromium)
    {
        _playwright = playwright;
        _chromium = chromium;
    }

    public static async Task<Browser> StartAsync()
    {
        var chromium = InstalledPrograms.Chromium;
        Assertions.SetDefaultExpectTimeout(_hangGuard);
        var playwright = await Playwright.CreateAsync();
        return new Browser(playwright, await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = chromium, Args = ["--no-sandbox"], Timeout = _hangGuard }));
    }

    /// <summary>An empty profile, in which nothing moves.</summary>
    /// <param name="host">What addresses of pages begin with.</param>
    /// <param name="size">How large the window is.</param>
    /// <param name="locale">The language of the browser.</param>
    public async Task<IBrowserContext> NewContextAsync(Uri host, ViewportSize? size = null, string locale = "en-GB")
    {
        var context = await _chromium.NewContextAsync(new()
        {
            BaseURL = host.ToString(),
            ViewportSize = size,
            Locale = locale,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(_hangGuard);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        await _chromium.DisposeAsync();
        _playwright.Dispose();
    }
}
