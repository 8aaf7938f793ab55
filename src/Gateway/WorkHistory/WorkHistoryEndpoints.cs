using Gateway.Feedback;
using Gateway.Http;
using Gateway.Profiles;
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
        string freelancerId,
        [AsParameters] PageQuery page,
        ServiceClient services,
        NameDirectory directory,
        CancellationToken cancellationToken) =>
        ReadAsync(freelancerId, ofAgency: false, page, services, directory, cancellationToken);

    private static Task<Results<Ok<WorkHistoryResponse>, ValidationProblem>> OfAgencyAsync(
        string agencyId,
        [AsParameters] PageQuery page,
        ServiceClient services,
        NameDirectory directory,
        CancellationToken cancellationToken) =>
        ReadAsync(agencyId, ofAgency: true, page, services, directory, cancellationToken);

    private static async Task<Results<Ok<WorkHistoryResponse>, ValidationProblem>> ReadAsync(
        string ownerId,
        bool ofAgency,
        PageQuery page,
        ServiceClient services,
        NameDirectory directory,
        CancellationToken cancellationToken)
    {
        var (size, cursor) = page.Read();
        var query = new GetWorkHistory { OwnerId = ownerId, OfAgency = ofAgency, PageSize = size, Cursor = cursor };
        var response = await services.QueryAsync<GetWorkHistory, WorkHistoryPage, InvalidInput>(query, cancellationToken);
        if (response is InvalidInput invalid)
            return TypedResults.ValidationProblem(invalid.Errors);
        if (response is not WorkHistoryPage history)
            throw ServiceClient.Unexpected(response);

        // Who has no contract is nobody to strangers, whether there is such a user or not.
        IEnumerable<string?> people = history.Items.SelectMany(item => item.Feedback).SelectMany(FeedbackDto.PeopleIn);
        var names = await directory.FindAsync(history.Items.Count == 0 ? [] : people.Append(ownerId), cancellationToken);
        return TypedResults.Ok(WorkHistoryResponse.From(ownerId, history, names));
    }
}

/// <summary>One page of a list; <c>next</c> is the cursor of the next page, null on the last.</summary>
/// <param name="OwnerId">The freelancer or the agency.</param>
/// <param name="OwnerName">The owner's display name; the id where no profile or no contract is known.</param>
/// <param name="Items">Contracts with their public feedback, newest contract first.</param>
/// <param name="Next">The cursor of the next page; null on the last.</param>
internal sealed record WorkHistoryResponse(string OwnerId, string OwnerName, IReadOnlyList<WorkHistoryItemDto> Items, string? Next)
{
    public static WorkHistoryResponse From(string ownerId, WorkHistoryPage history, Names names) =>
        new(ownerId, names.Of(ownerId), [.. history.Items.Select(item => WorkHistoryItemDto.From(item, names))], history.Next);
}

/// <summary>One contract in a public work history.</summary>
internal sealed record WorkHistoryItemDto(PublicContractDto Contract, IReadOnlyList<FeedbackDto> Feedback)
{
    public static WorkHistoryItemDto From(WorkHistoryItem item, Names names) =>
        new(PublicContractDto.From(item.Contract), [.. item.Feedback.Select(feedback => FeedbackDto.From(feedback, names))]);
}

/// <summary>What anyone may know of a contract.</summary>
internal sealed record PublicContractDto(string ContractId, string Title, DateTimeOffset StartedAt, DateTimeOffset? EndedAt)
{
    public static PublicContractDto From(ContractView contract) =>
        new(contract.ContractId, contract.Title, contract.StartedAt, contract.EndedAt);
}
