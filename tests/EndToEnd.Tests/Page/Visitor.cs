using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace EndToEnd.Tests.Page;

/// <summary>Someone at the page, and what their browser complained about meanwhile.</summary>
public sealed class Visitor
{
    private readonly ConcurrentQueue<string> _complaints = [];

    public Visitor(IPage page, Uri host)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Request += (_, request) =>
        {
            if (!host.IsBaseOf(new Uri(request.Url)) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                _complaints.Enqueue($"requested from another host: {request.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>Errors, warnings and requests to other hosts: none, on a page in order.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Waits until a heading says so.</summary>
    public Task Sees(string heading) =>
        Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true })).ToBeVisibleAsync();

    public Task SeesText(string text) => Assertions.Expect(Page.Locator("#view").GetByText(text).First).ToBeVisibleAsync();

    /// <summary>Waits until a notice pops up without anything having been clicked.</summary>
    public Task IsNotifiedLive(string text) => Assertions.Expect(Page.Locator("#toasts").GetByText(text)).ToBeVisibleAsync();

    public Task OpenContract(string title) => Page.Locator("a.contract", new() { HasText = title }).ClickAsync();
}
