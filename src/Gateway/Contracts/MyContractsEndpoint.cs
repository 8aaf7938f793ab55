using System.Security.Claims;
using Gateway.Http;
using Gateway.Http.Security;
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
                "The contracts that the caller is client or freelancer of, newest first, with what the caller may do on each.");

    private static async Task<Results<Ok<MyContracts>, ValidationProblem>> GetAsync(
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        ServiceClient services,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var (size, cursor) = page.Read();
        var query = new GetMyContracts { CallerId = caller.CallerId(), AsOf = clock.Now(), PageSize = size, Cursor = cursor };
        var response = await services.QueryAsync<GetMyContracts, MyContracts, InvalidInput>(query, cancellationToken);
        return response switch
        {
            MyContracts mine => TypedResults.Ok(mine),
            InvalidInput invalid => TypedResults.ValidationProblem(invalid.Errors),
            _ => throw ServiceClient.Unexpected(response),
        };
    }
}
