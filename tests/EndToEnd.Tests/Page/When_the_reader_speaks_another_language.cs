using System.Net;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Microsoft.Playwright;
using Shouldly;
using TestKit;
using Xunit;

namespace EndToEnd.Tests.Page;

/// <summary>R50: the page speaks the language of the reader's profile in the reader's time zone, and else the browser's.</summary>
public sealed class When_the_reader_speaks_another_language(BrowserSystem browser) : IClassFixture<BrowserSystem>
{
    private static readonly string[] _hashes =
        ["/contracts", "/messages", "/messages?unread", "/notifications", "/contracts/c-nowhere", "/freelancers/u-chen", "/mail"];

    [Theory]
    [InlineData("de-AT", "America/New_York", "Um Feedback bitten", "Ihre Bitte wartet auf Antwort", "GMT-", "bittet um", "4,00")]
    [InlineData("es-MX", "Asia/Tokyo", "Pedir una opinión", "Su solicitud está en espera", "GMT+9", "le pide su opinión", "4.00")]
    public async Task Should_lead_both_sides_through_in_it(
        string locale, string timeZone, string request, string waits, string zone, string asks, string score)
    {
        var contract = await ContractAsync(locale, timeZone);
        await using var freelancers = await browser.NewContextAsync();
        await using var clients = await browser.NewContextAsync(new ViewportSize { Width = 360, Height = 740 });
        var freelancer = await OpenRoomAsync(freelancers, contract, contract.FreelancerId, locale);
        var client = await OpenRoomAsync(clients, contract, contract.ClientId, locale);

        await freelancer.Page.GetByRole(AriaRole.Button, new() { Name = request }).ClickAsync();
        await freelancer.Sees(waits);
        await Assertions.Expect(freelancer.Page.Locator(".pending strong")).ToContainTextAsync(zone);
        await LooksWellAsync(freelancer.Page);

        await Assertions.Expect(client.Page.Locator(".pending h2")).ToContainTextAsync(asks);
        await LooksWellAsync(client.Page);
        await client.Page.Locator("form .primary").ClickAsync();
        await Assertions.Expect(client.Page.Locator("#missing")).ToBeVisibleAsync();
        foreach (var rating in new[] { "skills", "quality", "availability", "deadlines", "communication", "cooperation" })
            await client.Page.Locator($"#rating-{rating} label[title^='4:']").ClickAsync();
        await LooksWellAsync(client.Page);
        await client.Page.Locator("form .primary").ClickAsync();
        await Assertions.Expect(client.Page.Locator(".preview .score")).ToContainTextAsync(score);
        await LooksWellAsync(client.Page);
        await client.Page.Locator("form .primary").ClickAsync();

        await Assertions.Expect(client.Page.Locator(".feedback .score")).ToContainTextAsync(score);
        await Assertions.Expect(freelancer.Page.Locator(".feedback .score")).ToContainTextAsync(score);
        await LooksWellAsync(client.Page);
        foreach (var hash in _hashes)
        {
            await client.Page.GotoAsync($"/#{hash}");
            await Assertions.Expect(client.Page.Locator("#view h1")).ToBeVisibleAsync();
            await LooksWellAsync(client.Page);
        }

        freelancer.Complaints.ShouldBeEmpty();
        client.Complaints.ShouldAllBe(complaint => complaint.Contains("404", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("de-DE", "Wer möchten Sie sein?")]
    [InlineData("es", "¿Quién le gustaría ser?")]
    [InlineData("fr-FR", "Who would you like to be?")]
    public async Task Should_speak_the_browsers_language_to_whom_it_does_not_know(string locale, string asks)
    {
        await using var context = await browser.NewContextAsync(new ViewportSize { Width = 360, Height = 740 }, locale);
        var visitor = new Visitor(await context.NewPageAsync(), browser.Host.Process.Address);

        await visitor.Page.GotoAsync("/");
        await visitor.Sees(asks);

        await LooksWellAsync(visitor.Page);
        visitor.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Should_speak_it_from_the_first_word_after_a_reload_and_no_longer_to_the_next_reader()
    {
        var contract = await ContractAsync("de", "Europe/Berlin");
        await using var context = await browser.NewContextAsync();
        var page = (await OpenRoomAsync(context, contract, contract.ClientId, "de")).Page;
        await page.RouteAsync("**/api/**", _ => Task.CompletedTask);

        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await Assertions.Expect(page.Locator(".me-name")).ToHaveTextAsync($"Name of {contract.ClientId}");
        await Assertions.Expect(page.Locator(".loading")).ToHaveTextAsync("Wird geladen …");
        await page.GetByRole(AriaRole.Button, new() { Name = "Abmelden" }).ClickAsync();

        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Who would you like to be?" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Should_not_take_the_next_reader_for_the_one_who_has_left()
    {
        var contract = await ContractAsync("de", "Europe/Berlin");
        await using var context = await browser.NewContextAsync();
        var visitor = new Visitor(await context.NewPageAsync(), browser.Host.Process.Address);
        var profile = new TaskCompletionSource<IRoute>(TaskCreationOptions.RunContinuationsAsynchronously);
        await visitor.Page.RouteAsync(
            "**/api/me/notification-preferences",
            route => profile.TrySetResult(route) ? Task.CompletedTask : route.ContinueAsync());
        await visitor.Page.GotoAsync("/");
        var token = await browser.Host.Api.TokenAsync(contract.ClientId);
        await visitor.Page.EvaluateAsync("token => sessionStorage.setItem('feedback.token', token)", token);
        await visitor.Page.GotoAsync("/?signed-in#/contracts");
        var held = await profile.Task.OrHang();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await visitor.Page.Locator("[data-user=u-maria]").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator(".me-name")).ToHaveTextAsync("Maria Rossi");

        var arrived = visitor.Page.WaitForResponseAsync(response => response.Request == held.Request);
        await held.ContinueAsync();
        await (await arrived).FinishedAsync();
        await visitor.Page.EvaluateAsync("() => new Promise(requestAnimationFrame)");

        await Assertions.Expect(visitor.Page.Locator(".me-name")).ToHaveTextAsync("Maria Rossi");
        await Assertions.Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
    }

    private async Task<Contract> ContractAsync(string locale, string timeZone)
    {
        var contract = await browser.Host.ContractAsync();
        var now = await browser.Host.NowAsync();
        (await browser.Host.Api.PublishAsync(
            UpstreamEvent.ProfileChanged(contract.ClientId, now, locale, timeZone),
            UpstreamEvent.ProfileChanged(contract.FreelancerId, now, locale, timeZone))).Status.ShouldBe(HttpStatusCode.Accepted);
        await browser.Host.AdvanceAsync(TimeSpan.Zero);
        return contract;
    }

    private async Task<Visitor> OpenRoomAsync(IBrowserContext context, Contract contract, string user, string locale)
    {
        var visitor = new Visitor(await context.NewPageAsync(), browser.Host.Process.Address);
        await visitor.Page.GotoAsync("/");
        var token = await browser.Host.Api.TokenAsync(user);
        await visitor.Page.EvaluateAsync("token => sessionStorage.setItem('feedback.token', token)", token);
        await visitor.Page.GotoAsync($"/?signed-in#/contracts/{contract.ContractId}");
        await visitor.Sees(contract.Title);
        await Assertions.Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", locale[..2]);
        return visitor;
    }

    private static async Task LooksWellAsync(IPage page)
    {
        (await page.FaultsOfLayoutAsync()).ShouldBeEmpty(page.Url);
        var result = await page.Locator("html").RunAxe(new AxeRunOptions { Iframes = false, ResultTypes = [ResultType.Violations] });
        result.Passes.ShouldNotBeEmpty();
        result.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{page.Url}: {violation.Id} at {node.Target}"))
            .ShouldBeEmpty();
    }
}
