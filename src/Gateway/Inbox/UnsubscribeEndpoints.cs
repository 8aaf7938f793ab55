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
        string token, HttpResponse response, ServiceClient services, CancellationToken cancellationToken) =>
        ToPage(
            await services.QueryAsync<GetUnsubscription, Unsubscription, UnsubscribeTokenNotFound>(
                new GetUnsubscription { Token = token }, cancellationToken),
            response);

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> UnsubscribeAsync(
        string token, HttpResponse response, ServiceClient services, CancellationToken cancellationToken) =>
        ToPage(
            await services.SendAsync<UnsubscribeByToken, Unsubscription, UnsubscribeTokenNotFound>(
                new UnsubscribeByToken { Token = token }, cancellationToken),
            response);

    private static Results<ContentHttpResult, ProblemHttpResult> ToPage(object found, HttpResponse response)
    {
        if (found is not Unsubscription unsubscription)
            return TypedResults.Problem(KnownProblems.NoUnsubscription());

        response.Headers[HeaderNames.ContentSecurityPolicy] = ContentSecurityPolicy;
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-store";
        return TypedResults.Content(PageOf(unsubscription), "text/html; charset=utf-8");
    }

    private static string PageOf(Unsubscription unsubscription)
    {
        var emails = WebUtility.HtmlEncode(EmailsOf(unsubscription.Kind));
        var content = unsubscription.IsOff
            ? $"<h1>You are unsubscribed</h1><p>You get no more {emails}. The messages in the app stay.</p>"
            : $"<h1>Unsubscribe</h1><p>You will get no more {emails}. The messages in the app stay.</p>"
                + "<form method=\"post\"><button style=\"font: inherit; padding: 12px 24px\">Unsubscribe</button></form>";
        return $"""
            <!DOCTYPE html>
            <html lang="en" style="color-scheme: light dark">
            <head>
              <meta charset="utf-8" />
              <meta name="viewport" content="width=device-width, initial-scale=1" />
              <meta name="robots" content="noindex" />
              <title>Unsubscribe – Feedback</title>
            </head>
            <body style="margin: 0 auto; max-width: 36rem; padding: 2rem 1rem; font: 1rem/1.5 system-ui, sans-serif">
            <main>{content}<p><a href="/#/notifications" style="color: inherit">Notification settings</a></p></main>
            </body>
            </html>
            """;
    }

    private static string EmailsOf(string? kind) => kind switch
    {
        NoticeKinds.FeedbackRequested => "emails about requests for your feedback",
        NoticeKinds.FeedbackReminder => "reminders of requests for your feedback by email",
        NoticeKinds.FeedbackReceived => "emails about feedback that you receive",
        NoticeKinds.RequestExpired => "emails about requests of yours that expired",
        NoticeKinds.RequestClosed => "emails about requests of yours that were closed",
        _ => "emails about feedback",
    };
}
