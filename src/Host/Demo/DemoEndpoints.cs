using Gateway.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Notifications.Email;

namespace Host.Demo;

/// <summary>The routes of demo mode, open to anyone.</summary>
internal static class DemoEndpoints
{
    private static readonly TimeSpan _longestAdvance = TimeSpan.FromDays(3650);

    public static void MapDemo(this IEndpointRouteBuilder routes)
    {
        var demo = routes.MapGroup("/demo").WithTags("Demo").AllowAnonymous();

        demo.MapPost("/token", Token).WithSummary("Issues a token to whoever asks.");
        demo.MapGet("/clock", (DemoTime time) => TypedResults.Ok(ClockReading.Of(time.Now))).WithSummary("The service's clock.");
        demo.MapPost("/clock/advance", AdvanceAsync).WithSummary("Moves the clock forward and handles what falls due.");
        demo.MapGet("/mail", (IDevelopmentMailbox mailbox) => TypedResults.Ok(new MailList([.. mailbox.Read().Reverse().Select(SentMail.Of)])))
            .WithSummary("The last 200 emails that the development mail sink took.");
    }

    private static Results<Ok<TokenAnswer>, ValidationProblem> Token(TokenQuestion question, DemoIssuer issuer)
    {
        if (string.IsNullOrWhiteSpace(question.Sub) || question.Sub.Length > 64)
            return Invalid("sub", "must be a user id of 1 to 64 characters");

        var roles = question.Roles ?? [];
        return roles.Any(string.IsNullOrWhiteSpace)
            ? Invalid("roles", "must be a list of words, such as [\"upstream\"] or [\"ops\"]")
            : TypedResults.Ok(new TokenAnswer(issuer.Issue(question.Sub, roles)));
    }

    private static async Task<Results<Ok<ClockReading>, ValidationProblem, ProblemHttpResult>> AdvanceAsync(
        AdvanceQuestion question, DemoTime time, CancellationToken cancellationToken)
    {
        if (question.By is not { } by || by < TimeSpan.Zero || by > _longestAdvance)
            return Invalid("by", "must be a length of time from 0 to 3650 days, such as \"14.00:00:00\"; the clock only moves forward");

        try
        {
            return TypedResults.Ok(ClockReading.Of(await time.AdvanceAsync(by, cancellationToken)));
        }
        catch (TimeoutException exception)
        {
            return TypedResults.Problem(
                exception.Message,
                title: "The clock moved, but not everything that fell due was handled.",
                statusCode: StatusCodes.Status503ServiceUnavailable,
                type: ProblemTypes.Unavailable);
        }
    }

    private static ValidationProblem Invalid(string member, string fault) =>
        TypedResults.ValidationProblem([new(member, [fault])]);
}
