using System.Security.Claims;
using Contracts.Messages;
using Gateway.Json;
using Gateway.Problems;
using Gateway.Security;
using Gateway.Services;
using Gateway.Shapes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Giving;

/// <summary>Giving feedback and reading one piece of it.</summary>
internal static class GivingEndpoints
{
    public static void MapGiving(this RouteGroupBuilder signedIn)
    {
        var feedback = signedIn.MapGroup("/contracts/{contractId}/feedback").WithTags("Giving");
        feedback.MapPost("", GiveAsync)
            .Accepts<ProvideFeedbackBody>("application/json")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Produces<RefusedProblem>(StatusCodes.Status409Conflict, "application/problem+json")
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .WithName("ProvideFeedback")
            .WithSummary("Give feedback")
            .WithDescription("For the contract's client, asked or not; it shows at once. While a request waits, this answers it. An Idempotency-Key header makes it safe to repeat.");
        feedback.MapGet("/{feedbackId}", GetAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("GetFeedback")
            .WithSummary("One piece of feedback")
            .WithDescription("For the contract's client and freelancer.");
        feedback.MapPost("/{feedbackId}/replies", ReplyAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Produces<RefusedProblem>(StatusCodes.Status409Conflict, "application/problem+json")
            .WithName("ReplyToFeedback")
            .WithSummary("Reply in public: not available")
            .WithDescription("Always refused: mid-contract feedback takes no public reply (R28), and end-of-contract feedback is replied to in its own system.");
    }

    private static async Task<Results<Created<FeedbackShape>, ValidationProblem, ProblemHttpResult>> GiveAsync(
        string contractId, HttpRequest request, ClaimsPrincipal caller, ServiceClient services, TimeProvider clock, CancellationToken cancellationToken)
    {
        var submittedAt = clock.Now();
        var body = ProvideFeedbackBody.Read(await JsonBody.ReadAsync(request, cancellationToken));
        var command = new ProvideFeedback
        {
            FeedbackId = Guid.CreateVersion7(),
            ContractId = contractId,
            CallerId = caller.CallerId(),
            Ratings = body.Ratings.ToMessage(),
            Comment = body.Comment,
            SubmittedAt = submittedAt,
            Idempotency = Idempotency.KeyOf(request, body),
        };
        var answer = await services.Ask(command, cancellationToken)
            .For<FeedbackAccepted>().For<FeedbackRefused>().For<InvalidInput>()
            .For<ContractNotFound>().For<CallerNotPermitted>().For<IdempotencyKeyReused>()
            .AnswerAsync();
        return answer switch
        {
            FeedbackAccepted accepted => TypedResults.Created(
                $"/api/contracts/{Uri.EscapeDataString(contractId)}/feedback/{accepted.Feedback.FeedbackId}", FeedbackShape.From(accepted.Feedback)),
            FeedbackRefused refused => TypedResults.Problem(KnownProblems.Refused(Reason.From(refused.Reasons))),
            InvalidInput invalid => TypedResults.ValidationProblem(invalid.Errors),
            ContractNotFound => TypedResults.Problem(KnownProblems.NoContract()),
            CallerNotPermitted denied => TypedResults.Problem(KnownProblems.NotPermitted(denied.RequiredRole)),
            IdempotencyKeyReused => TypedResults.Problem(KnownProblems.IdempotencyKeyReused()),
            _ => throw UnexpectedAnswer.Of(answer),
        };
    }

    private static async Task<Results<Ok<FeedbackShape>, ProblemHttpResult>> GetAsync(
        string contractId, string feedbackId, ClaimsPrincipal caller, ServiceClient services, CancellationToken cancellationToken) =>
        await FindAsync(contractId, feedbackId, caller, services, cancellationToken) switch
        {
            FeedbackFound found => TypedResults.Ok(FeedbackShape.From(found.Feedback)),
            ContractNotFound => TypedResults.Problem(KnownProblems.NoContract()),
            _ => TypedResults.Problem(KnownProblems.NoFeedback()),
        };

    private static async Task<ProblemHttpResult> ReplyAsync(
        string contractId, string feedbackId, ClaimsPrincipal caller, ServiceClient services, CancellationToken cancellationToken) =>
        await FindAsync(contractId, feedbackId, caller, services, cancellationToken) switch
        {
            FeedbackFound { CallerRole: ContractRoles.Freelancer } found => TypedResults.Problem(KnownProblems.Refused([WhyNoReply(found.Feedback)])),
            FeedbackFound => TypedResults.Problem(KnownProblems.NotPermitted(ContractRoles.Freelancer)),
            ContractNotFound => TypedResults.Problem(KnownProblems.NoContract()),
            _ => TypedResults.Problem(KnownProblems.NoFeedback()),
        };

    private static Reason WhyNoReply(FeedbackView feedback) => new(
        RefusalCodes.ReplyNotAvailable,
        feedback.Kind == FeedbackKinds.MidContract
            ? "Mid-contract feedback takes no public reply."
            : "End-of-contract feedback is replied to in the end-of-contract feedback system, not here.",
        EndsAt: null);

    private static Task<object> FindAsync(
        string contractId, string feedbackId, ClaimsPrincipal caller, ServiceClient services, CancellationToken cancellationToken)
    {
        var query = new GetFeedback { ContractId = contractId, FeedbackId = feedbackId, CallerId = caller.CallerId() };
        return services.Ask(query, cancellationToken).For<FeedbackFound>().For<FeedbackNotFound>().For<ContractNotFound>().AnswerAsync();
    }
}
