using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace EndToEnd.Tests.Page;

/// <summary>As with Windows' contrast themes: the reader's few colours take the place of all of the page's.</summary>
public sealed class When_colours_are_forced(BrowserSystem browser) : IClassFixture<BrowserSystem>
{
    private const string Room = "/#/contracts/c-website-redesign";

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Should_show_stars_and_which_of_them_are_chosen(ColorScheme scheme)
    {
        var page = await VisitAsync("u-maria", scheme);
        await page.GotoAsync(Room);
        var stars = page.Locator("#rating-quality > div");
        var empty = await stars.ScreenshotAsync();

        (await ColoursAsync(page, "#rating-quality path", "stroke")).ShouldAllBe(colour => colour == Ink(scheme));
        await page.Locator("#rating-quality label[title^='4:']").ClickAsync();
        await page.Mouse.MoveAsync(1, 1);
        await page.Locator("#comment").FocusAsync();
        var chosen = await stars.ScreenshotAsync();

        var fills = await ColoursAsync(page, "#rating-quality path", "fill");
        fills.Take(4).Distinct().ShouldHaveSingleItem().ShouldNotBeOneOf(fills[4], Paper(scheme));
        chosen.SequenceEqual(empty).ShouldBeFalse();
    }

    [Theory]
    [InlineData("#rating-skills input", "#rating-skills label:first-of-type")]
    [InlineData("#comment", "#comment")]
    [InlineData("form .primary", "form .primary")]
    [InlineData(".crumbs a", ".crumbs a")]
    [InlineData(".me button", ".me button")]
    public async Task Should_show_what_has_the_focus(string focused, string shown)
    {
        var page = await VisitAsync("u-maria", ColorScheme.Light);
        await page.GotoAsync(Room);
        var element = page.Locator(shown).First;
        await Assertions.Expect(element).ToBeVisibleAsync();

        // By keyboard, and whatever that came to has the focus no more.
        await page.Keyboard.PressAsync("Tab");
        await page.EvaluateAsync("document.activeElement.blur()");
        await element.ScrollIntoViewIfNeededAsync();
        var before = await AroundAsync(page, element);

        await page.Locator(focused).First.FocusAsync();

        (await AroundAsync(page, element)).SequenceEqual(before).ShouldBeFalse();
        (await element.EvaluateAsync<string>("element => getComputedStyle(element).outlineStyle")).ShouldBe("solid");
    }

    [Fact]
    public async Task Should_tell_by_shape_what_is_told_by_a_background_otherwise()
    {
        var page = await VisitAsync("u-lena", ColorScheme.Light);
        await page.GotoAsync("/#/contracts");
        await Assertions.Expect(page.Locator(".contract.waits")).ToBeVisibleAsync();
        (await StyleAsync(page, ".contract .pill", "borderTopStyle")).ShouldBe("solid");
        (await StyleAsync(page, ".header nav a[aria-current]", "textDecorationLine")).ShouldBe("underline");

        await page.Locator(".contract.waits").ClickAsync();
        await Assertions.Expect(page.Locator(".pending")).ToBeVisibleAsync();
        await page.GotoAsync("/#/messages");
        await Assertions.Expect(page.Locator(".message:not(.unread)").First).ToBeVisibleAsync();
        (await StyleAsync(page, ".message.unread", "borderLeftColor"))
            .ShouldNotBe(await StyleAsync(page, ".message:not(.unread)", "borderLeftColor"));

        await page.GotoAsync("/#/freelancers/u-chen");
        await Assertions.Expect(page.Locator(".meter i:not(.on)").First).ToBeVisibleAsync();
        (await StyleAsync(page, ".meter i.on", "backgroundColor"))
            .ShouldNotBe(await StyleAsync(page, ".meter i:not(.on)", "backgroundColor"));
        (await StyleAsync(page, ".score", "borderTopStyle")).ShouldBe("solid");
    }

    private async Task<IPage> VisitAsync(string user, ColorScheme scheme)
    {
        var page = (await browser.VisitAsync(user)).Page;
        await page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active, ColorScheme = scheme });
        (await page.EvaluateAsync<bool>("matchMedia('(forced-colors: active)').matches")).ShouldBeTrue();
        return page;
    }

    private static async Task<byte[]> AroundAsync(IPage page, ILocator element)
    {
        var box = (await element.BoundingBoxAsync()).ShouldNotBeNull();
        return await page.ScreenshotAsync(new()
        {
            Clip = new() { X = Math.Max(box.X - 8, 0), Y = Math.Max(box.Y - 8, 0), Width = box.Width + 16, Height = box.Height + 16 },
            Caret = ScreenshotCaret.Hide,
        });
    }

    private static Task<string[]> ColoursAsync(IPage page, string selector, string property) =>
        page.Locator(selector).EvaluateAllAsync<string[]>($"all => all.map(element => getComputedStyle(element).{property})");

    private static Task<string> StyleAsync(IPage page, string selector, string property) =>
        page.Locator(selector).First.EvaluateAsync<string>($"element => getComputedStyle(element).{property}");

    private static string Ink(ColorScheme scheme) => scheme == ColorScheme.Dark ? "rgb(255, 255, 255)" : "rgb(0, 0, 0)";

    private static string Paper(ColorScheme scheme) => scheme == ColorScheme.Dark ? "rgb(0, 0, 0)" : "rgb(255, 255, 255)";
}
