using System.ComponentModel;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Gateway.Http;
using Gateway.Http.Input;
using Gateway.Http.Problems;
using Gateway.Http.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using UtcInstants = Contracts.Messages.Instants;

namespace Gateway.Operations;

/// <summary>Who may request feedback, and who changed that (R61).</summary>
internal static class RolloutEndpoints
{
    public static void MapRollout(this RouteGroupBuilder operators)
    {
        var rollout = operators.MapGroup("/rollout").WithTags("Operations");
        rollout.MapGet("", GetAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("GetRollout")
            .WithSummary("Who may request feedback")
            .WithDescription("The version in force, or the one that is named, with all the freelancers whom it names.");
        rollout.MapPut("", SetAsync)
            .Accepts<RolloutBody>("application/json")
            .Produces<RefusedProblem>(StatusCodes.Status409Conflict, "application/problem+json")
            .WithName("SetRollout")
            .WithSummary("Change who may request feedback")
            .WithDescription(
                "Stores a new version of what is named; what is left out stays as it is. It is in force in every process within seconds. "
                + "It names the version that it changes: if another change came first, nothing changes and the answer is 409. A change "
                + "that changes nothing stores none. Lists that a body can't hold are set with `ops rollout set`.");
        rollout.MapGet("/report", ReportAsync)
            .WithName("GetRolloutReport")
            .WithSummary("What came of the rollout")
            .WithDescription(
                "By cohort, as it was decided: requests, what became of them, the time to answer, and refusals by reason, each with an "
                + "interval of 95 percent. Rates are of the requests whose time is over.");
        rollout.MapGet("/history", HistoryAsync)
            .WithName("GetRolloutHistory")
            .WithSummary("How the rollout changed")
            .WithDescription(
                "All versions, the newest first: what changed, when, by whom and why. Without the freelancers whom they name.");
    }

    private static async Task<Ok<RolloutReport>> ReportAsync(
        [Description("Requests that were made from this instant on; left out: those of the last 90 days.")] string? since,
        ServiceClient services,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        DateTimeOffset? from = null;
        if (!string.IsNullOrEmpty(since))
        {
            if (!UtcInstants.TryParse(since, out var instant))
                throw new InvalidInputException("since", "must be an instant with its offset, such as 2026-03-01T00:00:00Z");

            from = instant;
        }

        return TypedResults.Ok(await services.QueryAsync<GetRolloutReport, RolloutReport>(
            new() { Since = from, AsOf = clock.Now() }, cancellationToken));
    }

    private static async Task<Results<Ok<RolloutView>, ProblemHttpResult>> GetAsync(
        [Description("The version; left out: the one in force.")] string? version,
        ServiceClient services,
        CancellationToken cancellationToken)
    {
        int? number = null;
        if (!string.IsNullOrEmpty(version))
        {
            if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var named))
                throw new InvalidInputException("version", "must be the number of a version");

            number = named;
        }

        var response = await services.QueryAsync<GetRollout, RolloutView, RolloutNotFound>(
            new() { Version = number }, cancellationToken);
        return response switch
        {
            RolloutView view => TypedResults.Ok(view),
            RolloutNotFound => TypedResults.Problem(KnownProblems.NoRollout()),
            _ => throw ServiceClient.Unexpected(response),
        };
    }

    private static async Task<Results<Ok<RolloutView>, ValidationProblem, ProblemHttpResult>> SetAsync(
        HttpRequest request, ClaimsPrincipal caller, ServiceClient services, CancellationToken cancellationToken)
    {
        var body = RolloutBody.Read(await JsonBody.ReadAsync(request, cancellationToken));
        var change = new SetRollout
        {
            Version = body.Version,
            Percentage = body.Percentage,
            Freelancers = body.Freelancers,
            Cohorts = body.Cohorts,
            Note = body.Note,
            CallerId = caller.CallerId(),
        };
        var response = await services.SendAsync<SetRollout, RolloutView, RolloutNotChanged, InvalidInput>(change, cancellationToken);
        return response switch
        {
            RolloutView view => TypedResults.Ok(view),
            RolloutNotChanged refused => TypedResults.Problem(KnownProblems.Refused([refused.Reason])),
            InvalidInput invalid => TypedResults.ValidationProblem(invalid.Errors),
            _ => throw ServiceClient.Unexpected(response),
        };
    }

    private static async Task<Results<Ok<RolloutHistory>, ValidationProblem>> HistoryAsync(
        [AsParameters] PageQuery page, ServiceClient services, CancellationToken cancellationToken)
    {
        var (size, cursor) = page.Read();
        var response = await services.QueryAsync<GetRolloutHistory, RolloutHistory, InvalidInput>(
            new() { PageSize = size, Cursor = cursor }, cancellationToken);
        return response switch
        {
            RolloutHistory history => TypedResults.Ok(history),
            InvalidInput invalid => TypedResults.ValidationProblem(invalid.Errors),
            _ => throw ServiceClient.Unexpected(response),
        };
    }
}

/// <summary>A change of who may request feedback. What is left out stays as it is.</summary>
/// <param name="Version">The version that is changed: the one that the caller has seen.</param>
/// <param name="Percentage">The share of all freelancers, in percent, with at most two decimals.</param>
/// <param name="Freelancers">The whole list of freelancers who are in whatever the percentage says.</param>
/// <param name="Cohorts">All named cohorts, in their order. Whoever is in several belongs to the first.</param>
/// <param name="Note">Why, in the operator's words.</param>
internal sealed record RolloutBody(
    int Version,
    decimal? Percentage = null,
    IReadOnlyList<string>? Freelancers = null,
    IReadOnlyList<RolloutCohort>? Cohorts = null,
    string? Note = null)
{
    public static RolloutBody Read(JsonElement? body)
    {
        if (body is null)
            throw new InvalidInputException(JsonBody.WholeBody, "is required");

        var errors = new InputErrors();
        var reader = new JsonObjectReader(body.Value, path: "", errors);
        var version = reader.Whole("version", minimum: 0, int.MaxValue);
        var percentage = reader.OptionalNumber("percentage");
        var freelancers = reader.OptionalTexts("freelancers");
        List<RolloutCohort>? cohorts = null;
        if (reader.OptionalList("cohorts") is { } list)
        {
            cohorts = [];
            foreach (var (index, element) in list.Index())
            {
                var cohort = new JsonObjectReader(element, $"cohorts[{index}]", errors);
                cohorts.Add(new RolloutCohort
                {
                    Name = cohort.Text("name"),
                    Percentage = cohort.OptionalNumber("percentage") ?? 0,
                    Freelancers = cohort.OptionalTexts("freelancers") ?? [],
                });
                cohort.RefuseOthers();
            }
        }

        var note = reader.OptionalText("note");
        reader.RefuseOthers();
        errors.ThrowIfAny();
        return new RolloutBody(version, percentage, freelancers, cohorts, note);
    }
}
