using Gateway.Http.Input;
using Gateway.Http.RateLimits;
using Gateway.Http.Security;
using Microsoft.AspNetCore.Mvc;

namespace Gateway.Http.Problems;

/// <summary>Makes each problem that the gateway responds with.</summary>
internal static class KnownProblems
{
    public static HttpValidationProblemDetails Invalid(IEnumerable<KeyValuePair<string, string[]>> errors)
    {
        var problem = new HttpValidationProblemDetails(errors)
        {
            Type = ProblemTypes.InvalidInput,
            Title = "The input is not acceptable.",
            Status = StatusCodes.Status400BadRequest,
        };
        problem.Detail = $"Nothing was changed. See errors for {string.Join(", ", problem.Errors.Keys)}.";
        return problem;
    }

    public static HttpValidationProblemDetails EventsRefused(IReadOnlyDictionary<int, MemberProblem> problems)
    {
        var problem = Invalid(problems.Select(refused =>
            KeyValuePair.Create($"events[{refused.Key}].data.{refused.Value.Member}", new[] { refused.Value.Problem })));
        problem.Detail = $"See errors for {string.Join(", ", problem.Errors.Keys)}. The other events of the batch were taken.";
        return problem;
    }

    public static RefusedProblem Refused(IReadOnlyList<RefusalReason> reasons) => new()
    {
        Type = ProblemTypes.Refused,
        Title = "Not allowed now.",
        Status = StatusCodes.Status409Conflict,
        Detail = string.Join(" ", reasons.Select(reason => reason.Detail)),
        Reasons = reasons,
    };

    public static ProblemDetails NoContract() => NotFound("There is no such contract, or you are not a party to it.");

    public static ProblemDetails NoRequest() => NotFound("The contract has no such feedback request.");

    public static ProblemDetails NoFeedback() => NotFound("The contract has no such feedback.");

    public static ProblemDetails NoMessage() => NotFound("You have no such message.");

    public static ProblemDetails NoDelivery() => NotFound("There is no such delivery.");

    public static ProblemDetails NoWebhook() => NotFound("There is no such subscriber.");

    public static ProblemDetails NoModeratedFeedback() => NotFound("There is no such mid-contract feedback.");

    public static ProblemDetails NoSignal() => NotFound("There is no such signal.");

    public static ProblemDetails NoRollout() => NotFound("There is no such version of the rollout.");

    public static ProblemDetails NoStory() => NotFound("Nothing is known of it.");

    public static ProblemDetails NoParkedRow() => NotFound("There is no such parked row, or it is not parked any more.");

    public static ProblemDetails NoFailedMessage() => NotFound("No error queue has such a message, or it is there no more.");

    public static ProblemDetails NoUnsubscription() => NotFound("No email of ours has such a link.");

    /// <summary>A party to the contract, in the wrong role.</summary>
    public static ProblemDetails NotPermitted(string requiredRole) => Forbidden($"Only the contract's {requiredRole} may do this.");

    public static ProblemDetails IdempotencyKeyReused() => Of(
        StatusCodes.Status422UnprocessableEntity,
        ProblemTypes.IdempotencyKeyReused,
        "The idempotency key was used before.",
        "This Idempotency-Key was used before with another body. Use a new key for a new call.");

    public static TooManyProblem TooMany(string limit, string detail, TimeSpan wait) => new()
    {
        Type = ProblemTypes.TooMany,
        Title = "Too many for now.",
        Status = StatusCodes.Status429TooManyRequests,
        Detail = detail,
        Limit = limit,
        RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)),
    };

    public static ProblemDetails Unavailable() => Of(
        StatusCodes.Status503ServiceUnavailable,
        ProblemTypes.Unavailable,
        "A service did not answer in time.",
        "It is not known whether the call took effect. Make it again later, with the same Idempotency-Key if it had one.");

    public static ProblemDetails UncheckedToken() => Of(
        StatusCodes.Status503ServiceUnavailable,
        ProblemTypes.Unavailable,
        "Your token can't be checked now.",
        "Nothing was done. Make the call again later.");

    public static ProblemDetails ClockDiffers() => Of(
        StatusCodes.Status503ServiceUnavailable,
        ProblemTypes.Unavailable,
        "This server's clock is wrong.",
        "Nothing was done. Make the call again later.");

    public static ProblemDetails Overloaded() => Of(
        StatusCodes.Status503ServiceUnavailable,
        ProblemTypes.Overloaded,
        "Too many calls at once.",
        "Nothing was done. Make the call again later.");

    public static ProblemDetails NotReady(IEnumerable<string> failing) => Of(
        StatusCodes.Status503ServiceUnavailable,
        ProblemTypes.NotReady,
        "Not ready.",
        $"Failing: {string.Join(", ", failing)}.");

    public static ProblemDetails InternalError(int status = StatusCodes.Status500InternalServerError) => Of(
        status,
        ProblemTypes.InternalError,
        "Something went wrong on our side.",
        "The fault was logged. Name the traceId when you report it.");

    /// <summary>What is told instead of a problem that the framework made, or for a status that came without one.</summary>
    public static ProblemDetails InsteadOf(ProblemDetails problem, HttpContext context) => problem switch
    {
        HttpValidationProblemDetails invalid => Invalid(invalid.Errors),
        { Status: StatusCodes.Status404NotFound } when EmptyIds.Find(context.Request.Path) is { } emptyIds => emptyIds,
        _ => ForStatus(problem.Status ?? context.Response.StatusCode, context.Request),
    };

    public static ProblemDetails ForStatus(int status, HttpRequest request) => status switch
    {
        StatusCodes.Status400BadRequest => Invalid([new(JsonBody.WholeBody, ["is not a readable request"])]),
        StatusCodes.Status401Unauthorized => Of(status, ProblemTypes.Unauthenticated, "Sign in first.",
            request.HttpContext.Features.Get<RefusedToken>()?.Reason
            ?? "This address needs a bearer token that is valid now and names one user id in 'sub'."),
        StatusCodes.Status403Forbidden => Forbidden("Your token lacks the role that this address needs."),
        StatusCodes.Status404NotFound => NotFound("There is nothing at this address."),
        StatusCodes.Status405MethodNotAllowed => Of(status, ProblemTypes.MethodNotAllowed, "Method not allowed.",
            $"This address does not take {request.Method}; the Allow header says what it takes."),
        StatusCodes.Status413PayloadTooLarge => Of(status, ProblemTypes.TooLarge, "Too large.",
            "The request is larger than the server reads."),
        StatusCodes.Status415UnsupportedMediaType => Of(status, ProblemTypes.UnsupportedMediaType, "Unsupported media type.",
            UnreadableBody.Reason(request) ?? $"This address does not take '{request.ContentType}'."),
        StatusCodes.Status503ServiceUnavailable => Unavailable(),
        >= 500 => InternalError(status),
        _ => Of(status, "about:blank", "The request was not served.", "The request was not served."),
    };

    private static ProblemDetails NotFound(string detail) => Of(StatusCodes.Status404NotFound, ProblemTypes.NotFound, "Not found.", detail);

    private static ProblemDetails Forbidden(string detail) =>
        Of(StatusCodes.Status403Forbidden, ProblemTypes.Forbidden, "Not yours to do.", detail);

    private static ProblemDetails Of(int status, string type, string title, string detail) =>
        new() { Type = type, Title = title, Status = status, Detail = detail };
}

/// <summary>A refusal by the rules of feedback.</summary>
internal sealed class RefusedProblem : ProblemDetails
{
    /// <summary>Every reason that holds.</summary>
    public required IReadOnlyList<RefusalReason> Reasons { get; init; }
}

/// <summary>More than a limit allows: of the caller, or of what reaches one client.</summary>
internal sealed class TooManyProblem : ProblemDetails
{
    /// <summary>Which limit: one of <see cref="LimitNames"/>.</summary>
    [OneOf(typeof(LimitNames))]
    public required string Limit { get; init; }

    /// <summary>How many seconds to wait; the header of that name says the same.</summary>
    public required long RetryAfter { get; init; }
}
