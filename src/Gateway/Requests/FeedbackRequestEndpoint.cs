using System.Security.Claims;
using Gateway.Http;
using Gateway.Http.Problems;
using Gateway.Http.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Requests;

/// <summary>One feedback request, and what became of its notices.</summary>
internal static class FeedbackRequestEndpoint
{
    public static void MapFeedbackRequest(this RouteGroupBuilder signedIn) =>
        signedIn.MapGet("/contracts/{contractId}/feedback-requests/{requestId}", GetAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithTags("Requests")
            .WithName("GetFeedbackRequest")
            .WithSummary("One request")
            .WithDescription("Its status, its instants and what became of its notices. For the contract's client and freelancer.");

    private static async Task<Results<Ok<FeedbackRequestDto>, ProblemHttpResult>> GetAsync(
        string contractId, string requestId, ClaimsPrincipal caller, ServiceClient services, CancellationToken cancellationToken)
    {
        // An id that can't be one of ours still must not tell a stranger that the contract exists.
        var id = Guid.TryParse(requestId, out var parsed) ? parsed : Guid.Empty;
        var query = new GetFeedbackRequest { ContractId = contractId, RequestId = id, CallerId = caller.CallerId() };
        var response = await services.QueryAsync<GetFeedbackRequest, FeedbackRequestFound, FeedbackRequestNotFound, ContractNotFound>(
            query, cancellationToken);
        if (response is not FeedbackRequestFound found)
            return TypedResults.Problem(response is ContractNotFound ? KnownProblems.NoContract() : KnownProblems.NoRequest());

        var deliveries = await services.QueryAsync<GetDeliveries, Deliveries>(new() { RequestId = id }, cancellationToken);
        return TypedResults.Ok(FeedbackRequestDto.From(found.Request, deliveries.Items));
    }
}
