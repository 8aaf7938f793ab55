using System.Security.Claims;
using Gateway.Http;
using Gateway.Http.Problems;
using Gateway.Http.Security;
using Gateway.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Feedback;

/// <summary>The contract room's Feedback tab.</summary>
internal static class FeedbackTabEndpoint
{
    /// <summary>After this long the tab shows without its deliveries.</summary>
    private static readonly TimeSpan _deliveriesTimeout = TimeSpan.FromSeconds(2);

    public static void MapFeedbackTab(this RouteGroupBuilder signedIn) =>
        signedIn.MapGet("/contracts/{contractId}/feedback", GetAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("GetFeedbackTab")
            .WithTags("Contract room")
            .WithSummary("The Feedback tab")
            .WithDescription(
                "The contract, all feedback on it (newest first), the waiting request, and what the caller may do. "
                + "For its client and its freelancer.");

    private static async Task<Results<Ok<FeedbackTabResponse>, ProblemHttpResult>> GetAsync(
        string contractId, ClaimsPrincipal caller, ServiceClient services, TimeProvider clock, CancellationToken cancellationToken)
    {
        var query = new GetFeedbackTab { ContractId = contractId, CallerId = caller.CallerId(), AsOf = clock.Now() };
        var response = await services.QueryAsync<GetFeedbackTab, FeedbackTab, ContractNotFound>(query, cancellationToken);
        if (response is not FeedbackTab tab)
            return TypedResults.Problem(KnownProblems.NoContract());

        var deliveries = tab.PendingRequest is { RequestId: var id }
            ? await services.TryQueryAsync<GetDeliveries, Deliveries>(new() { RequestId = id }, cancellationToken, _deliveriesTimeout)
            : null;
        return TypedResults.Ok(FeedbackTabResponse.From(tab, deliveries));
    }
}

/// <summary>The Feedback tab.</summary>
internal sealed record FeedbackTabResponse(
    ContractView Contract,
    IReadOnlyList<FeedbackView> Feedback,
    FeedbackRequestResponse? PendingRequest,
    FeedbackActions Actions)
{
    public static FeedbackTabResponse From(FeedbackTab tab, Deliveries? deliveries) => new(
        tab.Contract,
        tab.Feedback,
        tab.PendingRequest is null ? null : FeedbackRequestResponse.From(tab.PendingRequest, deliveries),
        tab.Actions);
}
