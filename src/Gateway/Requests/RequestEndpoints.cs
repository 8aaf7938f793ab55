using System.Security.Claims;
using Contracts.Messages;
using Gateway.Json;
using Gateway.Problems;
using Gateway.Security;
using Gateway.Services;
using Gateway.Shapes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Requests;

/// <summary>Asking for feedback, and what became of it.</summary>
internal static class RequestEndpoints
{
    public static void MapRequests(this RouteGroupBuilder signedIn)
    {
        var requests = signedIn.MapGroup("/contracts/{contractId}/feedback-requests").WithTags("Asking");
        requests.MapPost("", AskAsync)
            .Accepts<RequestFeedbackBody>(isOptional: true, "application/json")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Produces<RefusedProblem>(StatusCodes.Status409Conflict, "application/problem+json")
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .WithName("RequestFeedback")
            .WithSummary("Ask the client for feedback")
            .WithDescription("For the contract's freelancer. The client has 14 days to answer. An Idempotency-Key header makes it safe to repeat.");
        requests.MapGet("/{requestId}", GetAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("GetFeedbackRequest")
            .WithSummary("One request")
            .WithDescription("Its status, its instants and what became of its notices. For the contract's client and freelancer.");
    }

    private static async Task<Results<Created<RequestAcceptedResponse>, ValidationProblem, ProblemHttpResult>> AskAsync(
        string contractId, HttpRequest request, ClaimsPrincipal caller, ServiceClient services, TimeProvider clock, CancellationToken cancellationToken)
    {
        var requestedAt = clock.Now();
        var body = RequestFeedbackBody.Read(await JsonBody.ReadAsync(request, cancellationToken));
        var command = new RequestFeedback
        {
            RequestId = Guid.CreateVersion7(),
            ContractId = contractId,
            CallerId = caller.CallerId(),
            Message = body.Message,
            RequestedAt = requestedAt,
            Idempotency = Idempotency.KeyOf(request, body),
        };
        var answer = await services.Ask(command, cancellationToken)
            .For<FeedbackRequestAccepted>().For<FeedbackRefused>().For<InvalidInput>()
            .For<ContractNotFound>().For<CallerNotPermitted>().For<IdempotencyKeyReused>()
            .AnswerAsync();
        return answer switch
        {
            FeedbackRequestAccepted accepted => TypedResults.Created(
                $"/api/contracts/{Uri.EscapeDataString(contractId)}/feedback-requests/{accepted.RequestId}", RequestAcceptedResponse.From(accepted)),
            FeedbackRefused refused => TypedResults.Problem(KnownProblems.Refused(Reason.From(refused.Reasons))),
            InvalidInput invalid => TypedResults.ValidationProblem(invalid.Errors),
            ContractNotFound => TypedResults.Problem(KnownProblems.NoContract()),
            CallerNotPermitted denied => TypedResults.Problem(KnownProblems.NotPermitted(denied.RequiredRole)),
            IdempotencyKeyReused => TypedResults.Problem(KnownProblems.IdempotencyKeyReused()),
            _ => throw UnexpectedAnswer.Of(answer),
        };
    }

    private static async Task<Results<Ok<RequestShape>, ProblemHttpResult>> GetAsync(
        string contractId, string requestId, ClaimsPrincipal caller, ServiceClient services, CancellationToken cancellationToken)
    {
        // An id that can't be one of ours still must not tell a stranger that the contract exists.
        var id = Guid.TryParse(requestId, out var parsed) ? parsed : Guid.Empty;
        var query = new GetFeedbackRequest { ContractId = contractId, RequestId = id, CallerId = caller.CallerId() };
        var answer = await services.Ask(query, cancellationToken)
            .For<FeedbackRequestFound>().For<FeedbackRequestNotFound>().For<ContractNotFound>()
            .AnswerAsync();
        if (answer is not FeedbackRequestFound found)
            return answer is ContractNotFound ? TypedResults.Problem(KnownProblems.NoContract()) : TypedResults.Problem(KnownProblems.NoRequest());

        var deliveries = await services.Ask(new GetDeliveries { RequestId = id }, cancellationToken).AnswerAsync<Deliveries>();
        return TypedResults.Ok(RequestShape.From(found.Request, deliveries));
    }
}
