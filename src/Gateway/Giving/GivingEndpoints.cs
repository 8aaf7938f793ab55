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
            .ProducesProblems(StatusCodes.Status415UnsupportedMediaType)
            .WithName("ProvideFeedback")
            .WithSummary("Give feedback")
            .WithDescription("For the contract's client, asked or not; it shows at once. While a request waits, this answers it. An Idempotency-Key header makes it safe to repeat.");
        feedback.MapGet("/{feedbackId}", GetAsync)
            .WithName("GetFeedback")
            .WithSummary("One piece of feedback")
            .WithDescription("For the contract's client and freelancer.");
        feedback.MapPost("/{feedbackId}/replies", ReplyAsync)
            .WithName("ReplyToFeedback")
            .WithSummary("Reply in public: not available")
            .WithDescription("Always refused: mid-contract feedback takes no public reply (R28), and end-of-contract feedback is replied to in its own system.");
    }

    private static async Task<Results<Created<FeedbackShape>, InvalidResult, NotPermittedResult, MissingResult, RefusedResult, KeyReusedResult>> GiveAsync(
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
            FeedbackRefused refused => new RefusedResult(Reason.From(refused.Reasons)),
            InvalidInput invalid => new InvalidResult(invalid.Errors),
            ContractNotFound => MissingResult.Contract,
            CallerNotPermitted denied => new NotPermittedResult(denied.RequiredRole),
            IdempotencyKeyReused => new KeyReusedResult(),
            _ => throw UnexpectedAnswer.Of(answer),
        };
    }

    private static async Task<Results<Ok<FeedbackShape>, MissingResult>> GetAsync(
        string contractId, string feedbackId, ClaimsPrincipal caller, ServiceClient services, CancellationToken cancellationToken) =>
        await FindAsync(contractId, feedbackId, caller, services, cancellationToken) switch
        {
            FeedbackFound found => TypedResults.Ok(FeedbackShape.From(found.Feedback)),
            ContractNotFound => MissingResult.Contract,
            _ => MissingResult.Feedback,
        };

    private static async Task<Results<RefusedResult, NotPermittedResult, MissingResult>> ReplyAsync(
        string contractId, string feedbackId, ClaimsPrincipal caller, ServiceClient services, CancellationToken cancellationToken) =>
        await FindAsync(contractId, feedbackId, caller, services, cancellationToken) switch
        {
            FeedbackFound { CallerRole: ContractRoles.Freelancer } found => new RefusedResult([WhyNoReply(found.Feedback)]),
            FeedbackFound => new NotPermittedResult(ContractRoles.Freelancer),
            ContractNotFound => MissingResult.Contract,
            _ => MissingResult.Feedback,
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
