using EndToEnd.Tests.Api;
using EndToEnd.Tests.Systems;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace EndToEnd.Tests.Page;

/// <summary>Someone who has no mouse: what has the focus is always visible, and no action loses it.</summary>
public sealed class When_only_the_keyboard_is_used(BrowserSystem browser) : IClassFixture<BrowserSystem>
{
    private const int MostStops = 120;

    /// <summary>
    /// What is wrong with the focus: null where the focus is on something that shows it, in sight, with nothing before it. The view as a
    /// whole has it after it has been opened.
    /// </summary>
    private const string FaultOfFocus = """
        () => {
          const focused = document.activeElement;
          if (focused.id === "view") return null;
          if (focused === document.body) return "nothing has the focus";
          const shown = focused.closest(".stars label") ?? focused;
          const name = `${shown.tagName} “${(shown.textContent || shown.id).trim().slice(0, 40)}”`;
          const { outlineStyle, outlineWidth } = getComputedStyle(shown);
          if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) return `${name} does not show the focus`;
          const box = shown.getBoundingClientRect();
          if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) return `${name} is out of sight`;
          const top = Math.max(box.top, 0);
          const bottom = Math.min(box.bottom, innerHeight);
          const before = document.elementFromPoint((box.left + box.right) / 2, (top + bottom) / 2);
          return before && !shown.contains(before) && !before.contains(shown) ? `${name} is behind ${before.tagName}.${before.className}` : null;
        }
        """;

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task Should_lead_both_sides_through_from_signing_in_to_the_work_history(int width)
    {
        var size = new ViewportSize { Width = width, Height = 740 };
        var contract = await browser.Host.ContractAsync(
            contract: Contract.New() with { ClientId = "u-maria", FreelancerId = "u-ana", Title = $"Keyboard at {width}" });
        await using var context = await browser.NewContextAsync(size);
        var visitor = new Visitor(await context.NewPageAsync(), browser.Host.Process.Address);
        var page = visitor.Page;

        await page.GotoAsync("/");
        await visitor.Sees("Who would you like to be?");
        await GoToAsync(page, "[data-user=u-ana]");
        await PressAsync(page, "Enter", "h1:text('My contracts')");
        await GoToAsync(page, $".contract:has-text('{contract.Title}')");
        await PressAsync(page, "Enter", $"h1:text('{contract.Title}')");
        await GoToAsync(page, "#message");
        await page.Keyboard.TypeAsync("How is it going?");
        await GoToAsync(page, "form .primary");
        await PressAsync(page, "Enter", "h2:text('Your request is waiting')");
        await GoToAsync(page, ".pending summary");
        await PressAsync(page, "Enter", ".pending .deliveries");
        await GoToAsync(page, ".me button");
        await PressAsync(page, "Enter", "h2:text('Who would you like to be?')");

        await GoToAsync(page, "[data-user=u-maria]");
        await PressAsync(page, "Enter", "h1:text('My contracts')");
        await GoToAsync(page, ".header a[href='#/messages']");
        await PressAsync(page, "Enter", "h1:text('Messages')");
        await GoToAsync(page, $".message.unread:has-text('{contract.Title}') button");
        await PressAsync(page, "Enter", $".message:not(.unread):has-text('{contract.Title}')");
        await GoToAsync(page, $".message:has-text('{contract.Title}') a");
        await PressAsync(page, "Enter", "h2:has-text('asks for your feedback')");
        await GoToAsync(page, "form .primary");
        await PressAsync(page, "Enter", "#missing");
        foreach (var rating in new[] { "skills", "quality", "availability", "deadlines", "communication", "cooperation" })
        {
            await GoToAsync(page, $"#rating-{rating} input");
            await PressAsync(page, "Space", $"#rating-{rating} .word:text('1 · Poor')");
            for (var times = 0; times < 3; times++)
                await page.Keyboard.PressAsync("ArrowRight");

            await SeesFocusAsync(page, $"#rating-{rating} .word:text('4 · Very good')");
        }

        await GoToAsync(page, "#comment");
        await page.Keyboard.TypeAsync($"Typed at {width}.");
        await GoToAsync(page, "form .primary");
        await PressAsync(page, "Enter", "#preview");
        await GoToAsync(page, "form button[type=button]");
        await PressAsync(page, "Enter", "#comment");
        await GoToAsync(page, "form .primary");
        await PressAsync(page, "Enter", "#preview");
        await GoToAsync(page, "form .primary");
        await PressAsync(page, "Enter", $".feedback:has-text('Typed at {width}.')");
        await GoToAsync(page, ".facts a");
        await PressAsync(page, "Enter", $".past:has-text('Typed at {width}.')");

        visitor.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task Should_lead_operators_to_what_stopped_and_ask_before_it_is_deleted(int width)
    {
        await using var context = await browser.NewContextAsync(new ViewportSize { Width = width, Height = 740 });
        var page = await context.NewPageAsync();
        await page.RouteAsync(
            "**/api/ops/parked",
            route => route.FulfillAsync(new() { ContentType = "application/json", Body = OperatorPageStates.Parked }));
        const string discard = ".stopped article button.danger";

        await page.GotoAsync("/ops");
        await GoToAsync(page, "[data-user=u-olga]");
        await PressAsync(page, "Enter", "h1:text('Status')");
        await GoToAsync(page, ".header a[href='#/parked']");
        await PressAsync(page, "Enter", ".stopped article");
        await GoToAsync(page, discard);
        await PressAsync(page, "Enter", "dialog[open]");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("dialog")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(discard)).ToBeFocusedAsync();
        await PressAsync(page, "Enter", "dialog[open]");
        await GoToAsync(page, "dialog .danger");
        await PressAsync(page, "Enter", "#outcome .notice.bad");

        await Assertions.Expect(page.Locator(discard)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Should_skip_to_the_content_of_the_view_that_is_open()
    {
        var ana = await browser.VisitAsync("u-ana");
        await ana.OpenContract("Brand guidelines");
        await ana.Sees("Brand guidelines");
        await ana.Page.ReloadAsync();
        await ana.Sees("Brand guidelines");

        await ana.Page.Locator(".skip").FocusAsync();
        await ana.Page.Keyboard.PressAsync("Enter");
        await ana.Page.Keyboard.PressAsync("Tab");

        (await ana.Page.EvaluateAsync<bool>("document.activeElement.matches('#view .crumbs a')")).ShouldBeTrue();
        await ana.Sees("Brand guidelines");
    }

    [Fact]
    public async Task Should_keep_the_focus_where_it_is_while_the_other_side_acts()
    {
        var contract = await browser.Host.ContractAsync();
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        var token = await browser.Host.Api.TokenAsync(contract.ClientId);
        await page.AddInitScriptAsync($"sessionStorage.setItem('feedback.token', '{token}');");
        await page.GotoAsync($"/#/contracts/{contract.ContractId}");
        await GoToAsync(page, "#comment");
        await page.Keyboard.TypeAsync("Half");

        await browser.Host.RequestedAsync(contract);
        await SeesFocusAsync(page, ".pending");
        await page.Keyboard.TypeAsync(" a word");

        await Assertions.Expect(page.Locator("#comment")).ToHaveValueAsync("Half a word");
    }

    /// <summary>Goes on from control to control until the one is reached.</summary>
    private static async Task GoToAsync(IPage page, string selector)
    {
        var target = page.Locator(selector).First;
        await Assertions.Expect(target).ToBeVisibleAsync();
        for (var stop = 0; stop < MostStops; stop++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("() => document.activeElement === document.body"))
                continue; // The end of the page: the browser's own controls come next.

            (await page.EvaluateAsync<string?>(FaultOfFocus)).ShouldBeNull(selector);
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
                return;
        }

        Assert.Fail($"No way to {selector} by the Tab key.");
    }

    private static async Task PressAsync(IPage page, string key, string thenShows)
    {
        await page.Keyboard.PressAsync(key);
        await SeesFocusAsync(page, thenShows);
    }

    private static async Task SeesFocusAsync(IPage page, string shows)
    {
        await Assertions.Expect(page.Locator(shows).First).ToBeVisibleAsync();
        (await page.EvaluateAsync<string?>(FaultOfFocus)).ShouldBeNull(shows);
    }
}
