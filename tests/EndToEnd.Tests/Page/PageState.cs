using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Microsoft.Playwright;

namespace EndToEnd.Tests.Page;

/// <summary>Something that the page can show, and how to get it to.</summary>
/// <param name="Name">What it is, in a few words.</param>
/// <param name="Shows">Selects what is visible once it is there, and in no state before.</param>
internal sealed record PageState(string Name, string Shows)
{
    /// <summary>A script: a toast that goes away after some seconds could be gone before it was looked at.</summary>
    public const string KeepToasts =
        "{ const start = setTimeout; window.setTimeout = (work, after, ...rest) => after === 8000 ? 0 : start(work, after, ...rest); }";

    /// <summary>Who is signed in; nobody when null.</summary>
    public string? User { get; init; }

    /// <summary>The roles of who is signed in.</summary>
    public string[] Roles { get; init; } = [];

    /// <summary>Which page it is.</summary>
    public string Path { get; init; } = "/";

    /// <summary>Where it is, after the <c>#</c>.</summary>
    public string Hash { get; init; } = "";

    /// <summary>What the server or the network does differently, before the page is opened.</summary>
    public Func<IPage, Task>? Given { get; init; }

    /// <summary>What the reader does, once the page is open.</summary>
    public Func<IPage, EmbeddedSystem, Task>? When { get; init; }

    public async Task OpenAsync(IPage page, EmbeddedSystem host)
    {
        await page.AddInitScriptAsync(KeepToasts);
        if (User is not null)
            await SignInAsync(page, host, User, Roles);
        if (Given is not null)
            await Given(page);

        await page.GotoAsync($"{Path}#{Hash}");
        if (When is not null)
            await When(page, host);

        await Assertions.Expect(page.Locator(Shows).First).ToBeVisibleAsync();
    }

    /// <summary>Opens the room of a contract that no other state knows.</summary>
    public static async Task<Contract> OpenRoomAsync(IPage page, EmbeddedSystem host, Func<Contract, string> user)
    {
        var contract = await host.ContractAsync();
        await SignInAsync(page, host, user(contract));
        await page.GotoAsync($"/?fresh#/contracts/{contract.ContractId}");
        return contract;
    }

    /// <summary>The page is what it is on a host without demo mode.</summary>
    public static Task WithoutDemoAsync(IPage page) => page.RouteAsync(
        "**/js/mode.js",
        route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = "export const demoMode = false;" }));

    private static async Task SignInAsync(IPage page, EmbeddedSystem host, string user, params string[] roles) =>
        await page.AddInitScriptAsync($"sessionStorage.setItem('feedback.token', '{await host.Api.TokenAsync(user, roles)}');");
}
