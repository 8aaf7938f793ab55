using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using Gateway.Http;
using Gateway.Http.Input;
using Gateway.Http.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Moderation;

/// <summary>The freelancer reports feedback about them to the operators (R57).</summary>
internal static class ReportFeedbackEndpoint
{
    public static void MapReportFeedback(this RouteGroupBuilder signedIn) =>
        signedIn.MapPost("/contracts/{contractId}/feedback/{feedbackId}/reports", ReportAsync)
            .Accepts<ReportFeedbackBody>("application/json")
            .TakesCommand()
            .WithTags("Feedback")
            .WithName("ReportFeedback")
            .WithSummary("Report feedback")
            .WithDescription(
                "For the contract's freelancer, once for each piece of mid-contract feedback. The reason is for operators alone, who may hold "
                + "the feedback or take it down. An Idempotency-Key header makes it safe to repeat.");

    private static async Task<Results<Created<FeedbackReportAcceptedResponse>, ValidationProblem, ProblemHttpResult>> ReportAsync(
        string contractId,
        string feedbackId,
        HttpRequest request,
        ClaimsPrincipal caller,
        ServiceClient services,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var reportedAt = clock.Now();
        var body = ReportFeedbackBody.Read(await JsonBody.ReadAsync(request, cancellationToken));
        var command = new ReportFeedback
        {
            ReportId = Guid.CreateVersion7(),
            ContractId = contractId,
            FeedbackId = feedbackId,
            CallerId = caller.CallerId(),
            Reason = body.Reason,
            ReportedAt = reportedAt,

            // A key counts on the contract, and the address names the feedback on it.
            Idempotency = Idempotency.KeyOf(request, new { feedbackId, body }),
        };
        var response = await services.SendOnContractAsync<ReportFeedback, FeedbackReportAccepted, FeedbackNotFound>(
            command, cancellationToken);
        return CommandResults.ToResult<FeedbackReportAccepted, Created<FeedbackReportAcceptedResponse>>(
            response, clock.Now(), accepted => TypedResults.Created(
                $"/api/contracts/{Uri.EscapeDataString(contractId)}/feedback/{accepted.FeedbackId}",
                FeedbackReportAcceptedResponse.From(accepted)));
    }
}

/// <summary>Why the freelancer reports the feedback.</summary>
/// <param name="Reason">Plain text of 1 to 2,000 characters, for operators alone.</param>
internal sealed record ReportFeedbackBody([property: Length(1, Limits.MaxReasonLength)] string Reason)
{
    public static ReportFeedbackBody Read(JsonElement? body)
    {
        if (body is null)
            throw new InvalidInputException(JsonBody.WholeBody, "is required");

        var errors = new InputErrors();
        var reader = new JsonObjectReader(body.Value, path: "", errors);
        var read = new ReportFeedbackBody(reader.Lines("reason"));
        reader.RefuseOthers();
        errors.ThrowIfAny();
        return read;
    }
}

/// <summary>A report that was taken. The feedback at <c>Location</c> shows what becomes of it.</summary>
/// <param name="ReportId">The report.</param>
/// <param name="FeedbackId">The feedback.</param>
/// <param name="ContractId">Its contract.</param>
/// <param name="Status">`open`: operators have not decided yet.</param>
/// <param name="ReportedAt">When it was reported, in UTC.</param>
internal sealed record FeedbackReportAcceptedResponse(
    Guid ReportId,
    Guid FeedbackId,
    string ContractId,
    [property: OneOf(typeof(FeedbackReportStatuses))] string Status,
    DateTimeOffset ReportedAt)
{
    public static FeedbackReportAcceptedResponse From(FeedbackReportAccepted accepted) => new(
        accepted.ReportId, accepted.FeedbackId, accepted.ContractId, FeedbackReportStatuses.Open, accepted.ReportedAt);
}
