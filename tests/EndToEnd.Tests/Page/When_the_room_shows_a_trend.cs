using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace EndToEnd.Tests.Page;

/// <summary>R74: the scores of a contract as a chart and as a table, in the room of the demo's contract that has ended.</summary>
public sealed class When_the_room_shows_a_trend(BrowserSystem browser) : IClassFixture<BrowserSystem>
{
    private const string Room = "/#/contracts/c-logo-design";

    [Theory]
    [InlineData("u-maria")]
    [InlineData("u-chen")]
    public async Task R74_Should_say_it_in_words_and_show_each_kind_by_its_shape(string user)
    {
        var visitor = await browser.VisitAsync(user);
        await visitor.Page.GotoAsync(Room);

        var chart = visitor.Page.Locator(".trend > svg");
        await Assertions.Expect(chart).ToHaveAttributeAsync("role", "img");
        var words = await chart.GetAttributeAsync("aria-label");
        words.ShouldNotBeNull().ShouldStartWith("3 scores out of 5, from 4.17 on ");
        words.ShouldContain(" to 4.80 on ");
        await Assertions.Expect(chart.Locator(".point.mid-contract")).ToHaveCountAsync(2);
        await Assertions.Expect(chart.Locator(".point.end-of-contract")).ToHaveCountAsync(1);
        var shapes = await chart.Locator(".point").EvaluateAllAsync<string[]>("points => points.map(point => point.getAttribute('d'))");
        shapes[0].ShouldBe(shapes[1]);
        shapes[2].ShouldNotBe(shapes[0]);
        await Assertions.Expect(visitor.Page.Locator(".legend li")).ToHaveTextAsync(["Mid-contract", "End of contract"]);
        visitor.Complaints.ShouldBeEmpty();
    }

    /// <summary>All charts have the same axis: a score stands at the same height whatever the others are.</summary>
    [Fact]
    public async Task R74_Should_place_the_scores_on_an_axis_from_one_to_five_by_time()
    {
        var page = await VisitAsync([Point("mid-contract", 0, 1), Point("mid-contract", 10, 5), Point("end-of-contract", 40, 3)]);

        var places = await PlacesAsync(page);

        places.Select(place => place.Y).ShouldBe([138, 26, 82]);
        ((places[1].X - places[0].X) / (places[2].X - places[0].X)).ShouldBe(0.25, 0.01);
    }

    [Fact]
    public async Task R74_Should_place_what_was_given_at_one_instant_side_by_side()
    {
        var page = await VisitAsync([Point("mid-contract", 0, 2), Point("end-of-contract", 0, 4)]);

        var places = await PlacesAsync(page);

        places[1].X.ShouldBeGreaterThan(places[0].X + 100);
    }

    [Fact]
    public async Task R74_Should_open_the_table_by_keyboard()
    {
        var visitor = await browser.VisitAsync("u-chen");
        await visitor.Page.GotoAsync(Room);
        var summary = visitor.Page.Locator(".trend summary");
        await Assertions.Expect(visitor.Page.Locator(".trend table")).ToBeHiddenAsync();

        await summary.FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(summary).ToBeFocusedAsync();
        await Assertions.Expect(visitor.Page.Locator(".trend tbody tr td:last-child")).ToHaveTextAsync(["4.17", "4.50", "4.80"]);
        await Assertions.Expect(visitor.Page.Locator(".trend tbody tr td:nth-child(2)"))
            .ToHaveTextAsync(["Mid-contract", "Mid-contract", "End of contract"]);
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(3);
    }

    public static TheoryData<string> TooLittle =>
    [
        "[]",
        $"[{Point("mid-contract", 0, 4)}]",
        $"[{Point("mid-contract", 0, 4)},{Point("half-time", 10, 4)}]",
        "null",
    ];

    /// <summary>One score is no trend, a service of an earlier version sends none, and a later one may send kinds unknown here.</summary>
    [Theory]
    [MemberData(nameof(TooLittle))]
    public async Task R74_Should_show_none_with_less_than_two_scores(string trend)
    {
        var visitor = await VisitorOfAsync(trend);

        await Assertions.Expect(visitor.Page.Locator(".feedback").First).ToBeVisibleAsync();

        await Assertions.Expect(visitor.Page.Locator(".trend")).ToHaveCountAsync(0);
        visitor.Complaints.ShouldBeEmpty();
    }

    /// <summary>A screen of 1,280 pixels is 640 wide when it is magnified twofold; the text may be twice as large besides.</summary>
    [Theory]
    [InlineData(320, "1")]
    [InlineData(640, "1")]
    [InlineData(640, "2")]
    public async Task R74_Should_fit_where_there_is_little_room(int width, string zoom)
    {
        var months = Enumerable.Range(0, 24).Select(month => Point("mid-contract", month * 30, 3));
        var visitor = await VisitorOfAsync($"[{string.Join(',', months)}]");
        await visitor.Page.SetViewportSizeAsync(width, 800);
        await visitor.Page.EvaluateAsync("zoom => { document.documentElement.style.fontSize = `${zoom * 100}%`; }", zoom);
        await visitor.Page.Locator(".trend summary").ClickAsync();

        await Assertions.Expect(visitor.Page.Locator(".trend tbody tr")).ToHaveCountAsync(24);
        (await visitor.Page.FaultsOfLayoutAsync()).ShouldBeEmpty();
        var chart = await visitor.Page.Locator(".trend > svg").BoundingBoxAsync();
        chart.ShouldNotBeNull().Width.ShouldBeGreaterThan(150);
        (chart.X + chart.Width).ShouldBeLessThanOrEqualTo(width);
    }

    [Fact]
    public async Task R74_Should_be_drawn_in_the_readers_own_colours_where_they_are_forced()
    {
        var visitor = await browser.VisitAsync("u-chen");
        await visitor.Page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active, ColorScheme = ColorScheme.Dark });
        await visitor.Page.GotoAsync(Room);
        var chart = visitor.Page.Locator(".trend > svg");
        await Assertions.Expect(chart).ToBeVisibleAsync();

        var ink = await visitor.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.trend h3')).color");
        (await chart.Locator(".point").EvaluateAllAsync<string[]>("all => all.map(one => getComputedStyle(one).fill)"))
            .ShouldAllBe(colour => colour == ink);
        (await chart.Locator(".line").EvaluateAsync<string>("line => getComputedStyle(line).stroke")).ShouldBe(ink);
    }

    private static string Point(string kind, int days, decimal score) => JsonSerializer.Serialize(
        new
        {
            kind,
            at = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero).AddDays(days),
            score,
            feedbackId = $"{kind}-{days}",
            ratings = (object?)null,
        });

    private static async Task<IReadOnlyList<(double X, double Y)>> PlacesAsync(IPage page)
    {
        var places = await page.Locator(".trend > svg .point").EvaluateAllAsync<double[][]>(
            "points => points.map(point => { const { e, f } = point.transform.baseVal[0].matrix; return [e, f]; })");
        return [.. places.Select(place => (place[0], place[1]))];
    }

    private async Task<IPage> VisitAsync(string[] points)
    {
        var visitor = await VisitorOfAsync($"[{string.Join(',', points)}]");
        await Assertions.Expect(visitor.Page.Locator(".trend > svg")).ToBeVisibleAsync();
        return visitor.Page;
    }

    /// <summary>Somebody in the room, to whom the service tells that trend.</summary>
    private async Task<Visitor> VisitorOfAsync(string trend)
    {
        var visitor = await browser.VisitAsync("u-chen");
        await visitor.Page.RouteAsync("**/api/contracts/c-logo-design/feedback", async route =>
        {
            var response = await route.FetchAsync();
            var tab = JsonNode.Parse(await response.TextAsync())!;
            tab["trend"] = JsonNode.Parse(trend);
            await route.FulfillAsync(new() { Response = response, Body = tab.ToJsonString() });
        });
        await visitor.Page.GotoAsync(Room);
        return visitor;
    }
}
