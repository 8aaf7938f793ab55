using System.Security.Claims;
using System.Xml;
using Gateway.Contracts;
using Gateway.Http;
using Gateway.Http.Problems;
using Gateway.Http.Security;
using Gateway.Profiles;
using Gateway.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Feedback;

/// <summary>The contract room's Feedback tab.</summary>
internal static class FeedbackTabEndpoint
{
    public static void MapFeedbackTab(this RouteGroupBuilder signedIn) =>
        signedIn.MapGet("/contracts/{contractId}/feedback", GetAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("GetFeedbackTab")
            .WithTags("Contract room")
            .WithSummary("The Feedback tab")
            .WithDescription(
                "The contract, all feedback on it and all requests (newest first), the waiting request, what the caller may do, and the "
                + "lengths of the rules. For its client and its freelancer.");

    private static async Task<Results<Ok<FeedbackTabResponse>, ProblemHttpResult>> GetAsync(
        string contractId,
        ClaimsPrincipal caller,
        ServiceClient services,
        NameDirectory directory,
        DeliveryLedger ledger,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var query = new GetFeedbackTab { ContractId = contractId, CallerId = caller.CallerId(), AsOf = clock.Now() };
        var response = await services.QueryAsync<GetFeedbackTab, FeedbackTab, ContractNotFound>(query, cancellationToken);
        if (response is not FeedbackTab tab)
            return TypedResults.Problem(KnownProblems.NoContract());

        var requests = ledger.FindAsync(FeedbackTabResponse.RequestsIn(tab), cancellationToken);
        var names = directory.FindAsync(FeedbackTabResponse.PeopleIn(tab), cancellationToken);
        return TypedResults.Ok(FeedbackTabResponse.From(tab, await requests, await names));
    }
}

/// <summary>The Feedback tab.</summary>
/// <param name="Contract">The contract.</param>
/// <param name="Feedback">All feedback of both kinds, newest first (R27).</param>
/// <param name="Trend">The scores that the client gave the freelancer, as far as the caller sees them, oldest first (R74).</param>
/// <param name="PendingRequest">The request that waits, if any.</param>
/// <param name="Requests">All requests of the contract, newest first.</param>
/// <param name="Actions">What the caller may do now (R30).</param>
/// <param name="Policy">The lengths of the rules in force.</param>
internal sealed record FeedbackTabResponse(
    ContractDto Contract,
    IReadOnlyList<FeedbackDto> Feedback,
    IReadOnlyList<TrendPoint> Trend,
    FeedbackRequestDto? PendingRequest,
    IReadOnlyList<FeedbackRequestDto> Requests,
    FeedbackActions Actions,
    PolicyDto? Policy)
{
    /// <summary>All requests, the one that waits among them.</summary>
    public static IReadOnlyList<FeedbackRequestView> RequestsIn(FeedbackTab tab) =>
        tab.PendingRequest is { } pending && tab.Requests.All(request => request.RequestId != pending.RequestId)
            ? [pending, .. tab.Requests]
            : tab.Requests;

    /// <summary>Whose names it shows.</summary>
    public static IEnumerable<string?> PeopleIn(FeedbackTab tab) =>
        [.. ContractDto.PeopleIn(tab.Contract), .. tab.Feedback.SelectMany(FeedbackDto.PeopleIn)];

    public static FeedbackTabResponse From(FeedbackTab tab, IReadOnlyDictionary<Guid, FeedbackRequestDto> requests, Names names) => new(
        ContractDto.From(tab.Contract, names),
        [.. tab.Feedback.Select(feedback => FeedbackDto.From(feedback, names))],
        tab.Trend,
        tab.PendingRequest is null ? null : requests[tab.PendingRequest.RequestId],
        [.. RequestsIn(tab).Select(request => requests[request.RequestId])],
        tab.Actions,
        tab.Policy is null ? null : PolicyDto.From(tab.Policy));
}

/// <summary>The lengths of the rules in force; durations in ISO 8601, such as <c>P30D</c>.</summary>
/// <param name="MinimumContractAge">How old a contract has to be (R2).</param>
/// <param name="PaymentWindow">How recent the client's last payment has to be (R3).</param>
/// <param name="FeedbackInterval">How long after feedback the next may be requested or provided (R4).</param>
/// <param name="RequestWindow">How long the client has to answer a request (R10).</param>
/// <param name="CommentMaxLength">The longest comment, in Unicode characters (R21).</param>
/// <param name="MessageMaxLength">The longest note of a freelancer to the client, in Unicode characters.</param>
/// <param name="LongestAskAgain">How far ahead the client may put the next request with *not now* (R54); null where that is off.</param>
/// <param name="ReasonMaxLength">The longest reason of a report, in Unicode characters (R57).</param>
/// <param name="RatingWeights">What each rating counts in the score (R22); only their proportions matter.</param>
internal sealed record PolicyDto(
    string MinimumContractAge,
    string PaymentWindow,
    string FeedbackInterval,
    string RequestWindow,
    int CommentMaxLength,
    int MessageMaxLength,
    string? LongestAskAgain,
    int ReasonMaxLength,
    RatingWeightsView RatingWeights)
{
    public static PolicyDto From(FeedbackPolicyView policy) => new(
        XmlConvert.ToString(policy.MinimumContractAge),
        XmlConvert.ToString(policy.PaymentWindow),
        XmlConvert.ToString(policy.FeedbackInterval),
        XmlConvert.ToString(policy.RequestWindow),
        policy.CommentMaxLength,
        policy.MessageMaxLength,
        policy.LongestAskAgain is { } longest ? XmlConvert.ToString(longest) : null,
        policy.ReasonMaxLength,
        policy.RatingWeights);
}
