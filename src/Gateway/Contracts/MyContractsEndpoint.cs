using System.Security.Claims;
using Gateway.Feedback;
using Gateway.Http;
using Gateway.Http.Security;
using Gateway.Profiles;
using Gateway.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Contracts;

/// <summary>The caller's contracts.</summary>
internal static class MyContractsEndpoint
{
    public static void MapMyContracts(this RouteGroupBuilder signedIn) =>
        signedIn.MapGet("/me/contracts", GetAsync)
            .WithName("GetMyContracts")
            .WithTags("Contract room")
            .WithSummary("My contracts")
            .WithDescription(
                "The contracts that the caller is client or freelancer of, with what waits and what the caller may do on each. Those with "
                + "a request that waits for the caller come first, by its expiry; then the open ones and then those that ended, newest "
                + "first.");

    private static async Task<Results<Ok<MyContractsResponse>, ValidationProblem>> GetAsync(
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        ServiceClient services,
        NameDirectory directory,
        DeliveryLedger ledger,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var (size, cursor) = page.Read();
        var query = new GetMyContracts { CallerId = caller.CallerId(), AsOf = clock.Now(), PageSize = size, Cursor = cursor };
        var response = await services.QueryAsync<GetMyContracts, MyContracts, InvalidInput>(query, cancellationToken);
        if (response is InvalidInput invalid)
            return TypedResults.ValidationProblem(invalid.Errors);
        if (response is not MyContracts mine)
            throw ServiceClient.Unexpected(response);

        var requests = ledger.FindAsync(MyContractsResponse.RequestsIn(mine), cancellationToken);
        var names = directory.FindAsync(MyContractsResponse.PeopleIn(mine), cancellationToken);
        return TypedResults.Ok(MyContractsResponse.From(mine, await requests, await names));
    }
}

/// <summary>One page of a list; <c>next</c> is the cursor of the next page, null on the last.</summary>
internal sealed record MyContractsResponse(IReadOnlyList<MyContractDto> Items, string? Next)
{
    /// <summary>The requests that wait.</summary>
    public static IReadOnlyList<FeedbackRequestView> RequestsIn(MyContracts mine) =>
        [.. mine.Items.Select(item => item.PendingRequest).OfType<FeedbackRequestView>()];

    /// <summary>Whose names it shows.</summary>
    public static IEnumerable<string?> PeopleIn(MyContracts mine) => mine.Items.SelectMany(
        item => ContractDto.PeopleIn(item.Contract).Concat(FeedbackDto.PeopleIn(item.LastFeedback)));

    public static MyContractsResponse From(
        MyContracts mine, IReadOnlyDictionary<Guid, FeedbackRequestDto> requests, Names names) =>
        new([.. mine.Items.Select(item => MyContractDto.From(item, requests, names))], mine.Next);
}

/// <summary>One of the caller's contracts.</summary>
/// <param name="Contract">The contract.</param>
/// <param name="CallerRole">The caller's side: `client` or `freelancer`.</param>
/// <param name="PendingRequest">The request that waits, if any.</param>
/// <param name="LastFeedback">The latest feedback on the contract, of either kind, if any.</param>
/// <param name="Actions">What the caller may do now (R30).</param>
internal sealed record MyContractDto(
    ContractDto Contract,
    [property: OneOf(typeof(ContractRoles))] string CallerRole,
    FeedbackRequestDto? PendingRequest,
    FeedbackDto? LastFeedback,
    FeedbackActions Actions)
{
    public static MyContractDto From(MyContract item, IReadOnlyDictionary<Guid, FeedbackRequestDto> requests, Names names) => new(
        ContractDto.From(item.Contract, names),
        item.CallerRole,
        item.PendingRequest is null ? null : requests[item.PendingRequest.RequestId],
        item.LastFeedback is null ? null : FeedbackDto.From(item.LastFeedback, names),
        item.Actions);
}
