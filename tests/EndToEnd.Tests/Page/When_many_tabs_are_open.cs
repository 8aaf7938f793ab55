using System.Collections.Concurrent;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace EndToEnd.Tests.Page;

/// <summary>A browser has six connections to a server over HTTP/1.1, for all its tabs.</summary>
public sealed class When_many_tabs_are_open(BrowserSystem browser) : IClassFixture<BrowserSystem>
{
    private const int Tabs = 7;

    [Fact]
    public async Task Should_hold_one_stream_that_tells_every_tab_also_after_the_tab_that_has_it_is_closed()
    {
        await using var context = await browser.NewContextAsync();
        var streams = new ConcurrentQueue<IPage>();
        context.Request += (_, request) =>
        {
            if (request.Url.EndsWith("/api/me/messages/stream", StringComparison.Ordinal))
                streams.Enqueue(request.Frame.Page);
        };
        var tabs = new List<Visitor>();
        for (var tab = 0; tab < Tabs; tab++)
        {
            var visitor = await browser.VisitAsync("u-maria", context);
            await visitor.Page.GotoAsync("/#/messages");
            await visitor.Sees("Messages");
            tabs.Add(visitor);
        }

        await RequestAsync("First of two");
        await Task.WhenAll(tabs.Select(tab => tab.SeesText("First of two")));
        var listening = streams.ShouldHaveSingleItem();

        await listening.CloseAsync();
        await RequestAsync("Second of two");
        await Task.WhenAll(tabs.Where(tab => tab.Page != listening).Select(tab => tab.SeesText("Second of two")));
        streams.Count.ShouldBe(2);
        tabs.SelectMany(tab => tab.Complaints).ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_load_and_hear_of_messages_though_each_tab_is_somebody_else()
    {
        await using var context = await browser.NewContextAsync();
        string[] everybody = ["u-james", "u-lena", "u-ana", "u-bilal", "u-chen", "u-maria"];
        foreach (var user in everybody)
            await browser.VisitAsync(user, context);

        var late = await browser.VisitAsync("u-maria", context);
        await late.Page.GotoAsync("/#/messages");
        await late.Sees("Messages");
        await RequestAsync("Seen by a late one");

        await late.SeesText("Seen by a late one");
    }

    private async Task RequestAsync(string title)
    {
        var contract = Contract.New() with { ClientId = "u-maria", Title = title };
        await browser.Host.ContractAsync(contract: contract);
        await browser.Host.RequestedAsync(contract);
    }
}
