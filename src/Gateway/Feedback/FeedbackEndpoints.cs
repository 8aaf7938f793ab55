using System.Security.Claims;
using Gateway.Http;
using Gateway.Http.Problems;
using Gateway.Http.Security;
using Gateway.Profiles;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Feedback;

/// <summary>One piece of feedback, and the reply that nobody may make to it.</summary>
internal static class FeedbackEndpoints
{
    public static void MapFeedback(this RouteGroupBuilder signedIn)
    {
        var feedback = signedIn.MapGroup("/contracts/{contractId}/feedback/{feedbackId}").WithTags("Feedback");
        feedback.MapGet("", GetAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("GetFeedback")
            .WithSummary("One piece of feedback")
            .WithDescription("For the contract's client and freelancer.");
        feedback.MapPost("/replies", ReplyAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Produces<RefusedProblem>(StatusCodes.Status409Conflict, "application/problem+json")
            .WithName("ReplyToFeedback")
            .WithSummary("Reply in public: not available")
            .WithDescription(
                "Always refused: mid-contract feedback takes no public reply (R28), "
                + "and end-of-contract feedback is replied to in its own system.");
    }

    private static async Task<Results<Ok<FeedbackDto>, ProblemHttpResult>> GetAsync(
        string contractId,
        string feedbackId,
        ClaimsPrincipal caller,
        ServiceClient services,
        NameDirectory directory,
        CancellationToken cancellationToken) =>
        await FindAsync(contractId, feedbackId, caller, services, cancellationToken) switch
        {
            FeedbackFound { Feedback: var feedback } => TypedResults.Ok(FeedbackDto.From(
                feedback, await directory.FindAsync(FeedbackDto.PeopleIn(feedback), cancellationToken))),
            ContractNotFound => TypedResults.Problem(KnownProblems.NoContract()),
            _ => TypedResults.Problem(KnownProblems.NoFeedback()),
        };

    private static async Task<ProblemHttpResult> ReplyAsync(
        string contractId, string feedbackId, ClaimsPrincipal caller, ServiceClient services, CancellationToken cancellationToken) =>
        TypedResults.Problem(await FindAsync(contractId, feedbackId, caller, services, cancellationToken) switch
        {
            FeedbackFound { CallerRole: ContractRoles.Freelancer } found => KnownProblems.Refused([WhyNoReply(found.Feedback)]),
            FeedbackFound => KnownProblems.NotPermitted(ContractRoles.Freelancer),
            ContractNotFound => KnownProblems.NoContract(),
            _ => KnownProblems.NoFeedback(),
        });

    private static RefusalReason WhyNoReply(FeedbackView feedback) => new()
    {
        Code = RefusalCodes.ReplyNotAvailable,
        Detail = feedback.Kind == FeedbackKinds.MidContract
            ? "Mid-contract feedback takes no public reply."
            : "End-of-contract feedback is replied to in the end-of-contract feedback system, not here.",
    };

    private static Task<object> FindAsync(
        string contractId, string feedbackId, ClaimsPrincipal caller, ServiceClient services, CancellationToken cancellationToken)
    {
        var query = new GetFeedback { ContractId = contractId, FeedbackId = feedbackId, CallerId = caller.CallerId() };
        return services.QueryAsync<GetFeedback, FeedbackFound, FeedbackNotFound, ContractNotFound>(query, cancellationToken);
    }
}
