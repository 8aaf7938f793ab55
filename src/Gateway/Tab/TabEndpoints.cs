using System.Security.Claims;
using Contracts.Messages;
using Gateway.Json;
using Gateway.Problems;
using Gateway.Security;
using Gateway.Services;
using Gateway.Shapes;
using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Tab;

/// <summary>The contract room's Feedback tab, and the caller's contracts.</summary>
internal static class TabEndpoints
{
    /// <summary>The tab shows without its deliveries rather than wait for them any longer.</summary>
    private static readonly TimeSpan PatienceForDeliveries = TimeSpan.FromSeconds(2);

    public static void MapTab(this RouteGroupBuilder signedIn)
    {
        signedIn.MapGet("/contracts/{contractId}/feedback", GetTabAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("GetFeedbackTab")
            .WithTags("Contract room")
            .WithSummary("The Feedback tab")
            .WithDescription("The contract, all feedback on it (newest first), the waiting request, and what the caller may do. For its client and its freelancer.");
        signedIn.MapGet("/me/contracts", GetMineAsync)
            .WithName("GetMyContracts")
            .WithTags("Contract room")
            .WithSummary("My contracts")
            .WithDescription("The contracts that the caller is client or freelancer of, newest first, with what the caller may do on each.");
    }

    private static async Task<Results<Ok<TabResponse>, ProblemHttpResult>> GetTabAsync(
        string contractId, ClaimsPrincipal caller, ServiceClient services, TimeProvider clock, CancellationToken cancellationToken)
    {
        var query = new GetFeedbackTab { ContractId = contractId, CallerId = caller.CallerId(), AsOf = clock.Now() };
        var answer = await services.Ask(query, cancellationToken).For<FeedbackTab>().For<ContractNotFound>().AnswerAsync();
        if (answer is not FeedbackTab tab)
            return TypedResults.Problem(KnownProblems.NoContract());

        var deliveries = tab.PendingRequest is null ? null : await DeliveriesAsync(tab.PendingRequest, services, cancellationToken);
        return TypedResults.Ok(TabResponse.From(tab, deliveries));
    }

    private static async Task<Deliveries?> DeliveriesAsync(
        FeedbackRequestView request, ServiceClient services, CancellationToken cancellationToken)
    {
        try
        {
            var query = new GetDeliveries { RequestId = request.RequestId };
            return await services.Ask(query, cancellationToken, PatienceForDeliveries).AnswerAsync<Deliveries>();
        }
        catch (RequestException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<Results<Ok<Page<MyContractShape>>, ValidationProblem>> GetMineAsync(
        [AsParameters] PageQuery page, ClaimsPrincipal caller, ServiceClient services, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (size, cursor) = page.Read();
        var query = new GetMyContracts { CallerId = caller.CallerId(), AsOf = clock.Now(), PageSize = size, Cursor = cursor };
        var answer = await services.Ask(query, cancellationToken).For<MyContracts>().For<InvalidInput>().AnswerAsync();
        return answer switch
        {
            MyContracts mine => TypedResults.Ok(new Page<MyContractShape>([.. mine.Items.Select(MyContractShape.From)], mine.Next)),
            InvalidInput invalid => TypedResults.ValidationProblem(invalid.Errors),
            _ => throw UnexpectedAnswer.Of(answer),
        };
    }
}
