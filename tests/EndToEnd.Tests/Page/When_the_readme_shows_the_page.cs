using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using TestKit.Documents;
using TestKit.Processes;
using Xunit;

namespace EndToEnd.Tests.Page;

public sealed partial class When_the_readme_shows_the_page
{
    private const int LargestPicture = 200_000;

    private static readonly string _pictures = Path.Combine(Repository.Root, "docs", "images");

    [Fact]
    public void Should_show_pictures_that_are_there_and_small()
    {
        var shown = ((Document[])[Document.Readme, Document.Runbook])
            .SelectMany(document => Picture().Matches(document.Text))
            .Select(match => match.Groups[1].Value);

        shown.Order().ShouldBe(Directory.GetFiles(_pictures).Select(Path.GetFileName).Order());
        Directory.GetFiles(_pictures).ShouldAllBe(file => new FileInfo(file).Length < LargestPicture);
    }

    /// <summary>Takes them; <c>tools/pictures.sh</c> runs it.</summary>
    [Theory(Explicit = true)]
    [InlineData("room.png", ColorScheme.Light, "u-lena", "/contracts/c-data-pipeline", "#comment")]
    [InlineData("work-history.png", ColorScheme.Dark, "u-chen", "/freelancers/u-chen", ".past .feedback")]
    public async Task Should_be_taken_of_the_page_with_demo_data(string file, ColorScheme scheme, string user, string hash, string shows)
    {
        await using var browser = new BrowserSystem();
        await browser.InitializeAsync();
        var visitor = await browser.VisitAsync(user, new ViewportSize { Width = 1120, Height = 1000 });
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await visitor.Page.GotoAsync($"/#{hash}");
        await Assertions.Expect(visitor.Page.Locator(shows).First).ToBeVisibleAsync();
        if (user == "u-lena")
        {
            foreach (var (rating, stars) in new[] { ("skills", 5), ("quality", 4), ("availability", 5) })
                await visitor.Page.Locator($"#rating-{rating} label[title^='{stars}:']").ClickAsync();
        }

        await visitor.Page.Mouse.MoveAsync(1, 1);
        await visitor.Page.EvaluateAsync("scrollTo(0, 0)");
        await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(_pictures, file) });
    }

    [GeneratedRegex("""images/([\w.-]+)""")]
    private static partial Regex Picture();
}
