using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using Gateway.Http;
using Gateway.Http.Input;
using Gateway.Http.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Requests;

/// <summary>The freelancer requests feedback.</summary>
internal static class RequestFeedbackEndpoint
{
    public static void MapRequestFeedback(this RouteGroupBuilder signedIn) =>
        signedIn.MapPost("/contracts/{contractId}/feedback-requests", RequestAsync)
            .Accepts<RequestFeedbackBody>(isOptional: true, "application/json")
            .TakesCommand()
            .WithTags("Requests")
            .WithName("RequestFeedback")
            .WithSummary("Request feedback")
            .WithDescription(
                "For the contract's freelancer. The client has 14 days to answer. An Idempotency-Key header makes it safe to repeat.");

    private static async Task<Results<Created<RequestAcceptedResponse>, ValidationProblem, ProblemHttpResult>> RequestAsync(
        string contractId,
        HttpRequest request,
        ClaimsPrincipal caller,
        ServiceClient services,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var requestedAt = clock.Now();
        var body = RequestFeedbackBody.Read(await JsonBody.ReadAsync(request, cancellationToken));
        var command = new RequestFeedback
        {
            RequestId = Guid.CreateVersion7(),
            ContractId = contractId,
            CallerId = caller.CallerId(),
            Message = body.Message,
            RequestedAt = requestedAt,
            Idempotency = Idempotency.KeyOf(request, body),
        };
        var response = await services.SendOnContractAsync<RequestFeedback, FeedbackRequestAccepted>(command, cancellationToken);
        return CommandResults.ToResult<FeedbackRequestAccepted, Created<RequestAcceptedResponse>>(
            response,
            clock.Now(),
            accepted => TypedResults.Created(
                $"/api/contracts/{Uri.EscapeDataString(contractId)}/feedback-requests/{accepted.RequestId}",
                RequestAcceptedResponse.From(accepted)));
    }
}

/// <summary>The body of a request for feedback. It may be left out.</summary>
/// <param name="Message">A note to the client, plain text, of 1,000 characters at most unless the operator set another length.</param>
internal sealed record RequestFeedbackBody([property: MaxLength(JsonBody.MaxBytes)] string? Message = null)
{
    public static RequestFeedbackBody Read(JsonElement? body)
    {
        if (body is null)
            return new RequestFeedbackBody();

        var errors = new InputErrors();
        var reader = new JsonObjectReader(body.Value, path: "", errors);
        var read = new RequestFeedbackBody(reader.OptionalLines("message"));
        reader.RefuseOthers();
        errors.ThrowIfAny();
        return read;
    }
}

/// <summary>The request that was made; it waits until <c>expiresAt</c>.</summary>
internal sealed record RequestAcceptedResponse(
    Guid RequestId,
    string ContractId,
    [property: OneOf(typeof(FeedbackRequestStatuses))] string Status,
    DateTimeOffset RequestedAt,
    DateTimeOffset ExpiresAt)
{
    public static RequestAcceptedResponse From(FeedbackRequestAccepted accepted) => new(
        accepted.RequestId,
        accepted.ContractId,
        FeedbackRequestStatuses.Pending,
        accepted.RequestedAt,
        accepted.ExpiresAt);
}
