using Gateway.Http;
using Gateway.Http.Load;
using Gateway.Http.Problems;
using Gateway.Http.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Inbox;

/// <summary>
/// Where the links of emails unsubscribe, for whoever holds an email, without signing in (RFC 8058): GET shows, and only POST changes,
/// because mail programs and virus scanners open links by themselves. The pages name no user.
/// </summary>
internal static class UnsubscribeEndpoints
{
    public static void MapUnsubscribe(this WebApplication app)
    {
        var links = app.MapGroup("/unsubscribe/{token}")
            .WithMetadata(new CallsInHand(AreBounded: true), new SecretPath(), new OpenedFromEmail())
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

        PlainPage.SetHeaders(context.Response);
        return TypedResults.Content(
            PageOf(unsubscription, PlainPage.TextsFor(unsubscription.Locale, context.Request)), PlainPage.ContentType);
    }

    private static string PageOf(Unsubscription unsubscription, PageTexts texts)
    {
        var stays = $"<p>{Text("unsubscribe.stays")}</p>";
        var content = unsubscription.IsOff
            ? $"<h1>{Text("unsubscribed")}</h1>{What("unsubscribed")}{stays}"
            : $"<h1>{Text("unsubscribe")}</h1>{What("unsubscribe")}{stays}<form method=\"post\">"
                + $"<button style=\"font: inherit; padding: 12px 24px\">{Text("unsubscribe")}</button></form>";
        return PlainPage.Html(texts, texts["unsubscribe"], content);

        string Text(string key) => PlainPage.Encode(texts[key]);

        string What(string key) => unsubscription.Kind is { } kind
            ? $"<p>{Text($"{key}.from")}</p><p><strong>{PlainPage.Encode(texts.Word("notifications", kind))}</strong></p>"
            : $"<p>{Text($"{key}.from-all")}</p>";
    }
}
