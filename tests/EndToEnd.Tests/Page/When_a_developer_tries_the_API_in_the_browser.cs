using Microsoft.Playwright;
using Xunit;

namespace EndToEnd.Tests.Page;

public sealed class When_a_developer_tries_the_API_in_the_browser(BrowserSystem browser) : IClassFixture<BrowserSystem>
{
    [Fact]
    public async Task Should_call_a_route_as_the_person_of_the_demo_that_was_chosen()
    {
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync("/swagger/index.html");

        await page.Locator(".demo-sign-in select").SelectOptionAsync("u-ana");
        await page.Locator(".demo-sign-in button").ClickAsync();
        await Assertions.Expect(page.Locator(".demo-sign-in output")).ToContainTextAsync("Signed in as Ana");

        var route = page.Locator("[id$=GetFeedbackTab]");
        await route.Locator(".opblock-summary-control").ClickAsync();
        await route.GetByRole(AriaRole.Button, new() { Name = "Try it out" }).ClickAsync();
        await route.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync();
        await Assertions.Expect(route.Locator(".live-responses-table tbody .response-col_status")).ToContainTextAsync("200");
        await Assertions.Expect(route.Locator(".live-responses-table")).ToContainTextAsync("Website redesign");
    }
}
