using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using Gateway.Feedback;
using Gateway.Http;
using Gateway.Http.Input;
using Gateway.Http.Problems;
using Gateway.Http.Security;
using Gateway.Profiles;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Moderation;

/// <summary>What operators see of reported feedback, and do with feedback (R58).</summary>
internal static class ModerationEndpoints
{
    public static void MapModeration(this RouteGroupBuilder operators)
    {
        operators.MapGet("/feedback-reports", GetAsync)
            .WithTags("Operations")
            .WithName("GetFeedbackReports")
            .WithSummary("Reported feedback")
            .WithDescription(
                "With the reason, the feedback as it was provided, and what operators did with it so far. What was reported first comes first.");

        var feedback = operators.MapGroup("/feedback/{feedbackId}").WithTags("Operations");
        feedback.MapModeration("hold", ModerationActions.Hold, "HoldFeedback", "Hold feedback",
            "It leaves the public work history until it is restored or taken down. The parties of the contract still see it.");
        feedback.MapModeration("restore", ModerationActions.Restore, "RestoreFeedback", "Restore feedback",
            "Feedback that is held or was taken down is visible again; the report of it is dismissed.");
        feedback.MapModeration("take-down", ModerationActions.TakeDown, "TakeDownFeedback", "Take feedback down",
            "It leaves the public work history, and its ratings, score and comment the contract room; the report of it is upheld.");
        feedback.MapModeration("dismiss", ModerationActions.Dismiss, "DismissFeedbackReport", "Dismiss the report of feedback",
            "The feedback stays visible.");
    }

    private static void MapModeration(
        this RouteGroupBuilder feedback, string segment, string action, string name, string summary, string description) =>
        feedback.MapPost(
                $"/{segment}",
                (string feedbackId, HttpRequest request, ClaimsPrincipal caller, ServiceClient services,
                    CancellationToken cancellationToken) =>
                    ModerateAsync(action, feedbackId, request, caller, services, cancellationToken))
            .Accepts<ModerationBody>(isOptional: true, "application/json")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Produces<RefusedProblem>(StatusCodes.Status409Conflict, "application/problem+json")
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .WithName(name)
            .WithSummary(summary)
            .WithDescription(
                $"{description} Who did it, when, and the note are kept. What stands so already stays, and `changed` is false.");

    private static async Task<Results<Ok<FeedbackReportsResponse>, ValidationProblem>> GetAsync(
        [AsParameters] PageQuery page,
        [Description("Only those with this status; left out: all.")] string? status,
        ServiceClient services,
        NameDirectory directory,
        CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var chosen = string.IsNullOrEmpty(status) ? null : status;
        if (chosen is not null && !OneOfAttribute.ValuesOf(typeof(FeedbackReportStatuses)).Contains(chosen, StringComparer.Ordinal))
            errors.Add("status", $"must be one of {string.Join(", ", OneOfAttribute.ValuesOf(typeof(FeedbackReportStatuses)))}");

        var (size, cursor) = page.Read(errors);
        var query = new GetFeedbackReports { Status = chosen, PageSize = size, Cursor = cursor };
        var response = await services.QueryAsync<GetFeedbackReports, FeedbackReports, InvalidInput>(query, cancellationToken);
        if (response is InvalidInput invalid)
            return TypedResults.ValidationProblem(invalid.Errors);
        if (response is not FeedbackReports reports)
            throw ServiceClient.Unexpected(response);

        var names = await directory.FindAsync(
            reports.Items.SelectMany(report => FeedbackDto.PeopleIn(report.Feedback)), cancellationToken);
        return TypedResults.Ok(FeedbackReportsResponse.From(reports, names));
    }

    private static async Task<Results<Ok<ModeratedFeedbackResponse>, ValidationProblem, ProblemHttpResult>> ModerateAsync(
        string action,
        string feedbackId,
        HttpRequest request,
        ClaimsPrincipal caller,
        ServiceClient services,
        CancellationToken cancellationToken)
    {
        var body = ModerationBody.Read(await JsonBody.ReadAsync(request, cancellationToken));
        if (!Guid.TryParse(feedbackId, out var id))
            return TypedResults.Problem(KnownProblems.NoModeratedFeedback());

        var command = new ModerateFeedback { FeedbackId = id, Action = action, Note = body.Note, CallerId = caller.CallerId() };
        var response = await services.SendAsync<ModerateFeedback, FeedbackModerated, FeedbackRefused, InvalidInput, UnknownFeedback>(
            command, cancellationToken);
        return response switch
        {
            FeedbackModerated moderated => TypedResults.Ok(ModeratedFeedbackResponse.From(moderated)),
            FeedbackRefused refused => TypedResults.Problem(KnownProblems.Refused(refused.Reasons)),
            InvalidInput invalid => TypedResults.ValidationProblem(invalid.Errors),
            UnknownFeedback => TypedResults.Problem(KnownProblems.NoModeratedFeedback()),
            _ => throw ServiceClient.Unexpected(response),
        };
    }
}

/// <summary>Why an operator does it; the body may be left out.</summary>
/// <param name="Note">Plain text of at most 2,000 characters, for other operators.</param>
internal sealed record ModerationBody([property: MaxLength(Limits.MaxReasonLength)] string? Note = null)
{
    public static ModerationBody Read(JsonElement? body)
    {
        if (body is null)
            return new ModerationBody();

        var errors = new InputErrors();
        var reader = new JsonObjectReader(body.Value, path: "", errors);
        var read = new ModerationBody(reader.OptionalLines("note"));
        reader.RefuseOthers();
        errors.ThrowIfAny();
        return read;
    }
}

/// <summary>How feedback stands after what an operator did.</summary>
/// <param name="FeedbackId">The feedback.</param>
/// <param name="ContractId">Its contract.</param>
/// <param name="Visibility">Who sees it now.</param>
/// <param name="ReportStatus">What became of the report of it; null for feedback that nobody reported.</param>
/// <param name="Changed">False: it stood so already, and nothing was done.</param>
internal sealed record ModeratedFeedbackResponse(
    Guid FeedbackId,
    string ContractId,
    [property: OneOf(typeof(FeedbackVisibilities))] string Visibility,
    [property: OneOf(typeof(FeedbackReportStatuses))] string? ReportStatus,
    bool Changed)
{
    public static ModeratedFeedbackResponse From(FeedbackModerated moderated) => new(
        moderated.FeedbackId, moderated.ContractId, moderated.Visibility, moderated.ReportStatus, moderated.Changed);
}

/// <summary>A page of reported feedback.</summary>
/// <param name="Items">The reports, what was reported first first.</param>
/// <param name="Next">The cursor of the next page; null on the last.</param>
internal sealed record FeedbackReportsResponse(IReadOnlyList<FeedbackReportDto> Items, string? Next)
{
    public static FeedbackReportsResponse From(FeedbackReports reports, Names names) =>
        new([.. reports.Items.Select(report => FeedbackReportDto.From(report, names))], reports.Next);
}

/// <summary>A report with what operators decide by.</summary>
/// <param name="ReportId">The report.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Reason">Why the freelancer reported the feedback; null once it is deleted.</param>
/// <param name="ReportedAt">When it was reported, in UTC.</param>
/// <param name="ClosedAt">When operators closed it, in UTC; null while it is open.</param>
/// <param name="Feedback">The feedback as it was provided, also where it is taken down.</param>
/// <param name="Actions">What operators did with the feedback, oldest first.</param>
internal sealed record FeedbackReportDto(
    Guid ReportId,
    [property: OneOf(typeof(FeedbackReportStatuses))] string Status,
    string? Reason,
    DateTimeOffset ReportedAt,
    DateTimeOffset? ClosedAt,
    FeedbackDto Feedback,
    IReadOnlyList<ModerationView> Actions)
{
    public static FeedbackReportDto From(FeedbackReportView report, Names names) => new(
        report.ReportId,
        report.Status,
        report.Reason,
        report.ReportedAt,
        report.ClosedAt,
        FeedbackDto.From(report.Feedback, names),
        report.Actions);
}
