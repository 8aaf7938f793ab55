using System.Text.Json;
using Gateway.Http;
using Gateway.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Operations;

/// <summary>Everything that happened to a request or on a contract.</summary>
internal static class StoryEndpoints
{
    private const string Description =
        "What came from upstream, what was requested, provided and refused, with reasons, policy and facts (R44), timers, notices and "
        + "deliveries, oldest first: the newest 500 of each service. No names, addresses or texts. `missing` says what could not be read.";

    public static void MapStories(this RouteGroupBuilder operators)
    {
        operators.MapGet("/requests/{requestId}", OfRequestAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithTags("Operations")
            .WithName("GetRequestStory")
            .WithSummary("The story of a request")
            .WithDescription(Description);
        operators.MapGet("/contracts/{contractId}", OfContractAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithTags("Operations")
            .WithName("GetContractStory")
            .WithSummary("The story of a contract")
            .WithDescription(Description);
    }

    private static Task<Results<Ok<StoryResponse>, ProblemHttpResult>> OfRequestAsync(
        string requestId, ServiceClient services, CancellationToken cancellationToken) =>
        Guid.TryParse(requestId, out var id)
            ? AnswerAsync(new GetFeedbackStory { RequestId = id }, services, cancellationToken)
            : Task.FromResult<Results<Ok<StoryResponse>, ProblemHttpResult>>(TypedResults.Problem(KnownProblems.NoStory()));

    private static Task<Results<Ok<StoryResponse>, ProblemHttpResult>> OfContractAsync(
        string contractId, ServiceClient services, CancellationToken cancellationToken) =>
        AnswerAsync(new GetFeedbackStory { ContractId = contractId }, services, cancellationToken);

    private static async Task<Results<Ok<StoryResponse>, ProblemHttpResult>> AnswerAsync(
        GetFeedbackStory query, ServiceClient services, CancellationToken cancellationToken)
    {
        var response = await services.QueryAsync<GetFeedbackStory, Story, StoryNotFound>(query, cancellationToken);
        if (response is not Story story)
            return TypedResults.Problem(KnownProblems.NoStory());

        var parts = new Parts(cancellationToken);
        var notices = await parts.TryAsync(
            "notifications",
            services.QueryAsync<GetNoticeStory, Story>(new() { Subjects = story.Subjects }, cancellationToken));
        return TypedResults.Ok(new StoryResponse(
            [.. story.Entries.Concat(notices?.Entries ?? []).OrderBy(entry => entry.At).Select(StoryEntryDto.From)],
            story.IsShortened || notices?.IsShortened == true,
            parts.Missing));
    }
}

/// <summary>A story, oldest first.</summary>
/// <param name="Entries">What happened, and the timers that are set.</param>
/// <param name="IsShortened">Whether older entries are left out.</param>
/// <param name="Missing">What could not be read, with the reason.</param>
internal sealed record StoryResponse(
    IReadOnlyList<StoryEntryDto> Entries, bool IsShortened, IReadOnlyDictionary<string, string> Missing);

/// <summary>Something that happened, or is going to happen.</summary>
/// <param name="At">When it happened, or is due, in UTC.</param>
/// <param name="What">What happened, in words with hyphens.</param>
/// <param name="Id">The id of what it happened to.</param>
/// <param name="Details">What else is known: ids, instants, reasons, policy and facts (R44).</param>
internal sealed record StoryEntryDto(DateTimeOffset At, string What, string? Id, JsonElement Details)
{
    public static StoryEntryDto From(StoryItem item) =>
        new(item.At, item.What, item.Id, JsonElement.Parse(item.Details));
}
