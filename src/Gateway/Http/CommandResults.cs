using Gateway.Http.Problems;
using Gateway.Http.RateLimits;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Http;

/// <summary>What the routes of the commands on a contract have in common.</summary>
internal static class CommandResults
{
    /// <summary>Describes the problems, and limits how often a caller may send such a command.</summary>
    public static RouteHandlerBuilder TakesCommand(this RouteHandlerBuilder route) => route
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .Produces<RefusedProblem>(StatusCodes.Status409Conflict, "application/problem+json")
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .RequireRateLimiting(CommandLimit.Name);

    /// <summary>What is made of an accepted command, or a problem when it was not accepted.</summary>
    public static Results<TResult, ValidationProblem, ProblemHttpResult> ToResult<TAccepted, TResult>(
        object response, DateTimeOffset now, Func<TAccepted, TResult> toResult)
        where TResult : IResult =>
        response switch
        {
            TAccepted accepted => toResult(accepted),
            FeedbackRefused { Reasons: [{ Code: RefusalCodes.ClientRequestLimit } reason] } =>
                TypedResults.Problem(KnownProblems.TooMany(LimitNames.ClientRequests, reason.Detail, reason.EndsAt - now ?? TimeSpan.Zero)),
            FeedbackRefused refused => TypedResults.Problem(KnownProblems.Refused(refused.Reasons)),
            InvalidInput invalid => TypedResults.ValidationProblem(invalid.Errors),
            FeedbackNotFound => TypedResults.Problem(KnownProblems.NoFeedback()),
            ContractNotFound => TypedResults.Problem(KnownProblems.NoContract()),
            FeedbackRequestNotFound => TypedResults.Problem(KnownProblems.NoRequest()),
            CallerNotPermitted denied => TypedResults.Problem(KnownProblems.NotPermitted(denied.RequiredRole)),
            IdempotencyKeyReused => TypedResults.Problem(KnownProblems.IdempotencyKeyReused()),
            _ => throw ServiceClient.Unexpected(response),
        };
}
