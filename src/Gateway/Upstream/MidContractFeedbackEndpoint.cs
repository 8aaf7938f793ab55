using Gateway.Http;
using Gateway.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Upstream;

/// <summary>What was said mid-contract, for the form of the end-of-contract feedback system (R72).</summary>
internal static class MidContractFeedbackEndpoint
{
    public static void MapMidContractFeedback(this RouteGroupBuilder upstream) =>
        upstream.MapGet("/contracts/{contractId}/mid-contract-feedback", GetAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithTags("Upstream")
            .WithName("GetMidContractFeedback")
            .WithSummary("All mid-contract feedback on a contract")
            .WithDescription(
                "For the end-of-contract feedback system, while the contract is open and after it ended: the feedback, oldest first. "
                + "Feedback that is held or taken down has no ratings, score and comment.");

    private static async Task<Results<Ok<MidContractFeedbackResponse>, ProblemHttpResult>> GetAsync(
        string contractId, ServiceClient services, CancellationToken cancellationToken)
    {
        var query = new GetMidContractFeedback { ContractId = contractId };
        return await services.QueryAsync<GetMidContractFeedback, MidContractFeedbackSeries, ContractNotFound>(query, cancellationToken)
            is MidContractFeedbackSeries series
            ? TypedResults.Ok(MidContractFeedbackResponse.From(series))
            : TypedResults.Problem(KnownProblems.NoContract());
    }
}

/// <summary>All mid-contract feedback on a contract.</summary>
/// <param name="Contract">The contract.</param>
/// <param name="Feedback">The feedback, oldest first.</param>
internal sealed record MidContractFeedbackResponse(UpstreamContractDto Contract, IReadOnlyList<MidContractFeedbackItem> Feedback)
{
    public static MidContractFeedbackResponse From(MidContractFeedbackSeries series) =>
        new(UpstreamContractDto.From(series.Contract), series.Feedback);
}

/// <summary>A contract as other systems get it.</summary>
/// <param name="ContractId">The contract.</param>
/// <param name="ClientId">Its client.</param>
/// <param name="FreelancerId">Its freelancer.</param>
/// <param name="AgencyId">The agency that the freelancer works through, if any.</param>
/// <param name="StartedAt">When it started, in UTC.</param>
/// <param name="EndedAt">When it ended, in UTC; null while it is open.</param>
internal sealed record UpstreamContractDto(
    string ContractId, string ClientId, string FreelancerId, string? AgencyId, DateTimeOffset StartedAt, DateTimeOffset? EndedAt)
{
    public static UpstreamContractDto From(ContractView contract) => new(
        contract.ContractId, contract.ClientId, contract.FreelancerId, contract.AgencyId, contract.StartedAt, contract.EndedAt);
}
