using Contracts.Messages;
using Demo.Seeding;
using Demo.Time;
using Gateway.Http.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Notifications.Email;

namespace Demo;

/// <summary>Who wants to be signed in, with which roles.</summary>
internal sealed record TokenRequest(string? Sub, IReadOnlyList<string>? Roles);

/// <summary>A bearer token.</summary>
internal sealed record TokenResponse(string AccessToken);

/// <summary>How far to move the clock, as <c>d.hh:mm:ss</c>.</summary>
internal sealed record AdvanceRequest(TimeSpan? By);

/// <summary>The service's clock, in UTC.</summary>
internal sealed record ClockResponse(DateTime Now)
{
    public static ClockResponse Of(DateTimeOffset now) => new(now.UtcDateTime);
}

/// <summary>The service's clock, in UTC, and whether the demo data is still being played, on a clock that is set back.</summary>
internal sealed record ClockStateResponse(DateTime Now, bool Seeding);

/// <summary>Emails, newest first; all there are.</summary>
internal sealed record MailResponse(IReadOnlyList<MailDto> Items, string? Next = null)
{
    public static MailResponse Of(IReadOnlyList<DevelopmentMail> oldestFirst) => new([.. oldestFirst.Reverse().Select(MailDto.Of)]);
}

/// <summary>An email that the development mail sink took.</summary>
internal sealed record MailDto(string To, string Subject, string MessageId, string Text, string Html, DateTime At)
{
    public static MailDto Of(DevelopmentMail mail) => new(mail.To, mail.Subject, mail.MessageId, mail.Text, mail.Html, mail.At.UtcDateTime);
}

/// <summary>The routes of demo mode, open to anyone.</summary>
public static class DemoEndpoints
{
    private static readonly TimeSpan _longestAdvance = TimeSpan.FromDays(3650);

    /// <summary>
    /// Maps tokens, the clock and the mailbox under <c>/demo</c>. The API description leaves them out: it says what production has.
    /// </summary>
    public static void MapDemo(this IEndpointRouteBuilder routes)
    {
        var demo = routes.MapGroup("/demo").ExcludeFromDescription().AllowAnonymous();

        demo.MapPost("/token", Token).AddEndpointFilter(WaitForDataAsync);
        demo.MapGet("/clock", ClockState);
        demo.MapPost("/clock/advance", AdvanceAsync).AddEndpointFilter(WaitForDataAsync);
        demo.MapGet("/mail", (IDevelopmentMailbox mailbox) => TypedResults.Ok(MailResponse.Of(mailbox.Read())));
    }

    private static Ok<ClockStateResponse> ClockState(DemoTime time, DemoSeeding seeding) =>
        TypedResults.Ok(new ClockStateResponse(time.Now.UtcDateTime, seeding.IsUnderWay));

    private static Results<Ok<TokenResponse>, ValidationProblem> Token(TokenRequest request, DemoTokenIssuer issuer)
    {
        if (TextRules.IdProblem(request.Sub) is { } fault)
            return Invalid("sub", fault);

        var roles = request.Roles ?? [];
        return roles.Any(string.IsNullOrWhiteSpace)
            ? Invalid("roles", "must be a list of words, such as [\"upstream\"] or [\"ops\"]")
            : TypedResults.Ok(new TokenResponse(issuer.Issue(request.Sub!, roles)));
    }

    private static async Task<Results<Ok<ClockResponse>, ValidationProblem, ProblemHttpResult>> AdvanceAsync(
        AdvanceRequest request, DemoTime time, CancellationToken cancellationToken)
    {
        if (request.By is not { } by || by < TimeSpan.Zero || by > _longestAdvance)
            return Invalid("by", "must be a length of time from 0 to 3650 days, such as \"14.00:00:00\"; the clock only moves forward");

        try
        {
            return TypedResults.Ok(ClockResponse.Of(await time.AdvanceAsync(by, cancellationToken)));
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

    /// <summary>What anyone did while the clock is set back would have happened in the past.</summary>
    private static ValueTask<object?> WaitForDataAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<DemoSeeding>().IsUnderWay
            ? ValueTask.FromResult<object?>(TypedResults.Problem(
                "The demo data is being played; it takes some seconds.",
                title: "The demo is not ready yet.",
                statusCode: StatusCodes.Status503ServiceUnavailable,
                type: ProblemTypes.Unavailable))
            : next(context);

    private static ValidationProblem Invalid(string member, string fault) => TypedResults.ValidationProblem([new(member, [fault])]);
}
