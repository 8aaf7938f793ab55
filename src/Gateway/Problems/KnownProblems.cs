using Gateway.Json;

namespace Gateway.Problems;

/// <summary>Makes each problem that the gateway answers with.</summary>
internal static class KnownProblems
{
    public static InvalidProblem Invalid(IReadOnlyDictionary<string, string[]> errors) => new()
    {
        Type = ProblemTypes.InvalidInput,
        Title = "The input is not acceptable.",
        Status = StatusCodes.Status400BadRequest,
        Detail = $"Nothing was changed. See errors for {string.Join(", ", errors.Keys)}.",
        Errors = errors,
    };

    public static RefusedProblem Refused(IReadOnlyList<Reason> reasons) => new()
    {
        Type = ProblemTypes.Refused,
        Title = "Not allowed now.",
        Status = StatusCodes.Status409Conflict,
        Detail = string.Join(" ", reasons.Select(reason => reason.Detail)),
        Reasons = reasons,
    };

    public static Problem NotFound(string detail) =>
        Of(StatusCodes.Status404NotFound, ProblemTypes.NotFound, "Not found.", detail);

    public static Problem Forbidden(string detail) =>
        Of(StatusCodes.Status403Forbidden, ProblemTypes.Forbidden, "Not yours to do.", detail);

    public static Problem IdempotencyKeyReused() => Of(
        StatusCodes.Status422UnprocessableEntity,
        ProblemTypes.IdempotencyKeyReused,
        "The idempotency key was used before.",
        "This Idempotency-Key was used before with another body. Use a new key for a new call.");

    public static Problem Unavailable() => Of(
        StatusCodes.Status503ServiceUnavailable,
        ProblemTypes.Unavailable,
        "A service did not answer in time.",
        "It is not known whether the call took effect. Make it again later, with the same Idempotency-Key if it had one.");

    public static Problem NotReady(IEnumerable<string> failing) => Of(
        StatusCodes.Status503ServiceUnavailable,
        ProblemTypes.NotReady,
        "Not ready.",
        $"Failing: {string.Join(", ", failing)}.");

    public static Problem InternalError() => Of(
        StatusCodes.Status500InternalServerError,
        ProblemTypes.InternalError,
        "Something went wrong on our side.",
        "The fault was logged. Name the traceId when you report it.");

    /// <summary>The problem for a status that came from the framework, without a body.</summary>
    public static Problem ForStatus(int status, HttpRequest request) => status switch
    {
        StatusCodes.Status400BadRequest => Invalid(new Dictionary<string, string[]>
        {
            [JsonBody.WholeBody] = ["is not a readable request"],
        }),
        StatusCodes.Status401Unauthorized => Of(status, ProblemTypes.Unauthenticated, "Sign in first.",
            "This address needs a bearer token that is valid now and names one user id of 1 to 64 characters in 'sub'."),
        StatusCodes.Status403Forbidden => Forbidden("Your token lacks the role that this address needs."),
        StatusCodes.Status404NotFound => NotFound("There is nothing at this address."),
        StatusCodes.Status405MethodNotAllowed => Of(status, ProblemTypes.MethodNotAllowed, "Method not allowed.",
            $"This address does not take {request.Method}; the Allow header says what it takes."),
        StatusCodes.Status413PayloadTooLarge => Of(status, ProblemTypes.TooLarge, "Too large.", "The request is larger than the server reads."),
        StatusCodes.Status415UnsupportedMediaType => Of(status, ProblemTypes.UnsupportedMediaType, "Unsupported media type.",
            $"This address does not take '{request.ContentType}'."),
        StatusCodes.Status503ServiceUnavailable => Unavailable(),
        >= 500 => InternalError() with { Status = status },
        _ => Of(status, "about:blank", "The request was not served.", "The request was not served."),
    };

    private static Problem Of(int status, string type, string title, string detail) =>
        new() { Type = type, Title = title, Status = status, Detail = detail };
}
