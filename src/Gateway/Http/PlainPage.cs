using System.Net;
using Microsoft.Net.Http.Headers;

namespace Gateway.Http;

/// <summary>Marks a route that people open from an email, outside the page: what goes wrong there is told in a page too.</summary>
internal sealed record OpenedFromEmail;

/// <summary>A page without script for what an email links to. It names no user, and no other site learns its address.</summary>
internal static class PlainPage
{
    public const string ContentType = "text/html; charset=utf-8";

    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src-attr 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Whether the caller is a browser, and not a mail program that unsubscribes by itself (RFC 8058).</summary>
    public static bool IsAccepted(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    public static PageTexts TextsFor(string? locale, HttpRequest request) =>
        PageTexts.For(locale, request.GetTypedHeaders().AcceptLanguage);

    public static void SetHeaders(HttpResponse response)
    {
        response.Headers[HeaderNames.ContentSecurityPolicy] = ContentSecurityPolicy;
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-store";
    }

    /// <param name="texts">The words of the reader's language.</param>
    /// <param name="title">What the browser calls the page, as text.</param>
    /// <param name="content">What it shows, as HTML.</param>
    public static string Html(PageTexts texts, string title, string content) => $"""
        <!DOCTYPE html>
        <html lang="{texts.Language}" style="color-scheme: light dark; background: Canvas; color: CanvasText">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <title>{Encode(title)} – Feedback</title>
        </head>
        <body style="margin: 0 auto; max-width: 36rem; padding: 2rem 1rem; font: 1rem/1.5 system-ui, sans-serif">
        <main>{content}<p><a href="/#/notifications" style="color: inherit">{Encode(texts["notifications"])}</a></p></main>
        </body>
        </html>
        """;

    public static string Encode(string text) => WebUtility.HtmlEncode(text);
}
