using Gateway.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using WorkHistoryPage = Contracts.Messages.WorkHistory;

namespace Gateway.WorkHistory;

/// <summary>Public work histories (R24, R25).</summary>
internal static class WorkHistoryEndpoints
{
    public static void MapWorkHistory(this RouteGroupBuilder anyone)
    {
        var history = anyone.MapGroup("").WithTags("Work history");
        history.MapGet("/freelancers/{freelancerId}/work-history", OfFreelancerAsync)
            .WithName("GetFreelancerWorkHistory")
            .WithSummary("A freelancer's public work history")
            .WithDescription(
                "Contracts with their public feedback, mid-contract and end-of-contract, newest contract first. For anyone.");
        history.MapGet("/agencies/{agencyId}/work-history", OfAgencyAsync)
            .WithName("GetAgencyWorkHistory")
            .WithSummary("An agency's public work history")
            .WithDescription("The same for an agency: never mid-contract feedback (R25). For anyone.");
    }

    private static Task<Results<Ok<WorkHistoryResponse>, ValidationProblem>> OfFreelancerAsync(
        string freelancerId, [AsParameters] PageQuery page, ServiceClient services, CancellationToken cancellationToken) =>
        ReadAsync(freelancerId, ofAgency: false, page, services, cancellationToken);

    private static Task<Results<Ok<WorkHistoryResponse>, ValidationProblem>> OfAgencyAsync(
        string agencyId, [AsParameters] PageQuery page, ServiceClient services, CancellationToken cancellationToken) =>
        ReadAsync(agencyId, ofAgency: true, page, services, cancellationToken);

    private static async Task<Results<Ok<WorkHistoryResponse>, ValidationProblem>> ReadAsync(
        string ownerId, bool ofAgency, PageQuery page, ServiceClient services, CancellationToken cancellationToken)
    {
        var (size, cursor) = page.Read();
        var query = new GetWorkHistory { OwnerId = ownerId, OfAgency = ofAgency, PageSize = size, Cursor = cursor };
        var response = await services.QueryAsync<GetWorkHistory, WorkHistoryPage, InvalidInput>(query, cancellationToken);
        return response switch
        {
            WorkHistoryPage history => TypedResults.Ok(WorkHistoryResponse.From(history)),
            InvalidInput invalid => TypedResults.ValidationProblem(invalid.Errors),
            _ => throw ServiceClient.Unexpected(response),
        };
    }
}

/// <summary>One page of a list; <c>next</c> is the cursor of the next page, null on the last.</summary>
internal sealed record WorkHistoryResponse(IReadOnlyList<WorkHistoryItemDto> Items, string? Next)
{
    public static WorkHistoryResponse From(WorkHistoryPage history) =>
        new([.. history.Items.Select(WorkHistoryItemDto.From)], history.Next);
}

/// <summary>One contract in a public work history.</summary>
internal sealed record WorkHistoryItemDto(PublicContractDto Contract, IReadOnlyList<FeedbackView> Feedback)
{
    public static WorkHistoryItemDto From(WorkHistoryItem item) => new(PublicContractDto.From(item.Contract), item.Feedback);
}

/// <summary>What anyone may know of a contract.</summary>
internal sealed record PublicContractDto(string ContractId, string Title, DateTimeOffset StartedAt, DateTimeOffset? EndedAt)
{
    public static PublicContractDto From(ContractView contract) =>
        new(contract.ContractId, contract.Title, contract.StartedAt, contract.EndedAt);
}
