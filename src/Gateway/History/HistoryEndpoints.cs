using Contracts.Messages;
using Gateway.Json;
using Gateway.Services;
using Gateway.Shapes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.History;

/// <summary>Public work histories (R24, R25).</summary>
internal static class HistoryEndpoints
{
    public static void MapHistory(this RouteGroupBuilder anyone)
    {
        var history = anyone.MapGroup("").WithTags("Work history");
        history.MapGet("/freelancers/{freelancerId}/work-history", OfFreelancerAsync)
            .WithName("GetFreelancerWorkHistory")
            .WithSummary("A freelancer's public work history")
            .WithDescription("Contracts with their public feedback, mid-contract and end-of-contract, newest contract first. For anyone.");
        history.MapGet("/agencies/{agencyId}/work-history", OfAgencyAsync)
            .WithName("GetAgencyWorkHistory")
            .WithSummary("An agency's public work history")
            .WithDescription("The same for an agency: never mid-contract feedback (R25). For anyone.");
    }

    private static Task<Results<Ok<Page<HistoryItemShape>>, ValidationProblem>> OfFreelancerAsync(
        string freelancerId, [AsParameters] PageQuery page, ServiceClient services, CancellationToken cancellationToken) =>
        ReadAsync(freelancerId, ofAgency: false, page, services, cancellationToken);

    private static Task<Results<Ok<Page<HistoryItemShape>>, ValidationProblem>> OfAgencyAsync(
        string agencyId, [AsParameters] PageQuery page, ServiceClient services, CancellationToken cancellationToken) =>
        ReadAsync(agencyId, ofAgency: true, page, services, cancellationToken);

    private static async Task<Results<Ok<Page<HistoryItemShape>>, ValidationProblem>> ReadAsync(
        string ownerId, bool ofAgency, PageQuery page, ServiceClient services, CancellationToken cancellationToken)
    {
        var (size, cursor) = page.Read();
        var query = new GetWorkHistory { OwnerId = ownerId, OfAgency = ofAgency, PageSize = size, Cursor = cursor };
        var answer = await services.Ask(query, cancellationToken).For<WorkHistory>().For<InvalidInput>().AnswerAsync();
        return answer switch
        {
            WorkHistory history => TypedResults.Ok(new Page<HistoryItemShape>([.. history.Items.Select(HistoryItemShape.From)], history.Next)),
            InvalidInput invalid => TypedResults.ValidationProblem(invalid.Errors),
            _ => throw UnexpectedAnswer.Of(answer),
        };
    }
}
