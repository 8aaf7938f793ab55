using EndToEnd.Tests.Systems;
using Microsoft.Playwright;
using Xunit;

namespace EndToEnd.Tests.Page;

/// <summary>The embedded host with its demo data, and a browser to look at it with.</summary>
public sealed class BrowserSystem : IAsyncLifetime
{
    private Browser? _browser;

    public EmbeddedSystem Host { get; } = new(new Dictionary<string, string> { ["Demo__Data"] = "true" });

    public async ValueTask InitializeAsync()
    {
        _browser = await Browser.StartAsync();
        await Host.InitializeAsync();
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
    public Task<IBrowserContext> NewContextAsync(ViewportSize? size = null, string locale = "en-GB") =>
        _browser!.NewContextAsync(Host.Process.Address, size, locale);

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();

        await Host.DisposeAsync();
    }
}
