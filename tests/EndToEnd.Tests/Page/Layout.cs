using Microsoft.Playwright;

namespace EndToEnd.Tests.Page;

/// <summary>Whether all that is shown fits.</summary>
internal static class Layout
{
    /// <summary>Texts in fields are their writers', and the frame of an email has a width of its own.</summary>
    private const string Faults = """
        () => {
          const wide = document.documentElement.scrollWidth > innerWidth ? ["the page is wider than the screen"] : [];
          const cut = [...document.querySelectorAll("body *")]
            .filter((element) => !element.matches(".hidden, textarea, input, select, iframe, svg, svg *") && element.checkVisibility())
            .filter((element) => element.scrollWidth > element.clientWidth + 1)
            .map((element) => `too wide for its place: ${element.tagName}.${element.className} “${element.textContent.trim().slice(0, 40)}”`);
          return [...wide, ...cut];
        }
        """;

    /// <summary>What does not fit in the width of the window: nothing, on a page in order.</summary>
    public static Task<string[]> FaultsOfLayoutAsync(this IPage page) => page.EvaluateAsync<string[]>(Faults);
}
