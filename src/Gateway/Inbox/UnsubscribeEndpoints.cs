using System.Net;
using Gateway.Http;
using Gateway.Http.Load;
using Gateway.Http.Problems;
using Gateway.Http.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Gateway.Inbox;

/// <summary>
/// Where the links of emails unsubscribe, for whoever holds an email, without signing in (RFC 8058): GET shows, and only POST changes,
/// because mail programs and virus scanners open links by themselves. The pages name no user.
/// </summary>
internal static class UnsubscribeEndpoints
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src-attr 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void MapUnsubscribe(this WebApplication app)
    {
        var links = app.MapGroup("/unsubscribe/{token}")
            .WithMetadata(new CallsInHand(AreBounded: true), new SecretPath())
            .ExcludeFromDescription();
        links.MapGet("", ShowAsync);
        links.MapPost("", UnsubscribeAsync);
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> ShowAsync(
        string token, HttpContext context, ServiceClient services, CancellationToken cancellationToken) =>
        ToPage(
            await services.QueryAsync<GetUnsubscription, Unsubscription, UnsubscribeTokenNotFound>(
                new GetUnsubscription { Token = token }, cancellationToken),
            context);

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> UnsubscribeAsync(
        string token, HttpContext context, ServiceClient services, CancellationToken cancellationToken) =>
        ToPage(
            await services.SendAsync<UnsubscribeByToken, Unsubscription, UnsubscribeTokenNotFound>(
                new UnsubscribeByToken { Token = token }, cancellationToken),
            context);

    private static Results<ContentHttpResult, ProblemHttpResult> ToPage(object found, HttpContext context)
    {
        if (found is not Unsubscription unsubscription)
            return TypedResults.Problem(KnownProblems.NoUnsubscription());

        var headers = context.Response.Headers;
        headers[HeaderNames.ContentSecurityPolicy] = ContentSecurityPolicy;
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        var texts = PageTexts.For(unsubscription.Locale, context.Request.GetTypedHeaders().AcceptLanguage);
        return TypedResults.Content(PageOf(unsubscription, texts), "text/html; charset=utf-8");
    }

    private static string PageOf(Unsubscription unsubscription, PageTexts texts)
    {
        var stays = $"<p>{Text("unsubscribe.stays")}</p>";
        var content = unsubscription.IsOff
            ? $"<h1>{Text("unsubscribed")}</h1>{What("unsubscribed")}{stays}"
            : $"<h1>{Text("unsubscribe")}</h1>{What("unsubscribe")}{stays}<form method=\"post\">"
                + $"<button style=\"font: inherit; padding: 12px 24px\">{Text("unsubscribe")}</button></form>";
        return $"""
            <!DOCTYPE html>
            <html lang="{texts.Language}" style="color-scheme: light dark">
            <head>
              <meta charset="utf-8" />
              <meta name="viewport" content="width=device-width, initial-scale=1" />
              <meta name="robots" content="noindex" />
              <title>{Text("unsubscribe")} – Feedback</title>
            </head>
            <body style="margin: 0 auto; max-width: 36rem; padding: 2rem 1rem; font: 1rem/1.5 system-ui, sans-serif">
            <main>{content}<p><a href="/#/notifications" style="color: inherit">{Text("notifications")}</a></p></main>
            </body>
            </html>
            """;

        string Text(string key) => Encode(texts[key]);

        string What(string key) => unsubscription.Kind is { } kind
            ? $"<p>{Text($"{key}.from")}</p><p><strong>{Encode(texts.Word("notifications", kind))}</strong></p>"
            : $"<p>{Text($"{key}.from-all")}</p>";
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
