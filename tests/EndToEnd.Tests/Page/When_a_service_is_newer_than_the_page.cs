using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace EndToEnd.Tests.Page;

/// <summary>It sends values that the page has no words for.</summary>
public sealed class When_a_service_is_newer_than_the_page(BrowserSystem browser) : IClassFixture<BrowserSystem>
{
    [Fact]
    public async Task Should_show_messages_of_a_kind_that_it_does_not_know()
    {
        var lena = await VisitAsync("**/api/me/messages*", "kind", "contract-renewed");

        await lena.Page.GotoAsync("/#/messages");

        await Assertions.Expect(lena.Page.Locator(".message .kind").First).ToContainTextAsync("contract-renewed");
    }

    [Fact]
    public async Task Should_show_a_status_that_it_does_not_know()
    {
        var lena = await VisitAsync("**/api/me/messages*", "requestStatus", "withdrawn");

        await lena.Page.GotoAsync("/#/messages");

        await Assertions.Expect(lena.Page.Locator(".message .pill.grey").First).ToHaveTextAsync("withdrawn");
    }

    [Theory]
    [InlineData("kind", "contract-renewed", ".choices label")]
    [InlineData("email", "weekly", ".choices option:checked")]
    public async Task Should_show_choices_that_it_does_not_know(string member, string value, string shown)
    {
        var lena = await VisitAsync("**/api/me/notification-preferences", member, value, count: 1);

        await lena.Page.GotoAsync("/#/notifications");

        await Assertions.Expect(lena.Page.Locator(shown).First).ToHaveTextAsync(value);
    }

    /// <summary>Someone to whom that member of the responses has that value: the first so many times, or always.</summary>
    private async Task<Visitor> VisitAsync(string path, string member, string value, int count = -1)
    {
        var visitor = await browser.VisitAsync("u-lena");
        await visitor.Page.RouteAsync(path, async route =>
        {
            var response = await route.FetchAsync();
            var body = new Regex($"\"{member}\":\\s*\"[^\"]+\"")
                .Replace(await response.TextAsync(), $"\"{member}\":\"{value}\"", count);
            await route.FulfillAsync(new() { Response = response, Body = body });
        });
        return visitor;
    }
}
