using System.Security.Claims;
using System.Text.Json;
using Gateway.Http;
using Gateway.Http.Input;
using Gateway.Http.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Requests;

/// <summary>The client answers a request with <em>not now</em>.</summary>
internal static class DeclineFeedbackRequestEndpoint
{
    public static void MapDeclineFeedbackRequest(this RouteGroupBuilder signedIn) =>
        signedIn.MapPost("/contracts/{contractId}/feedback-requests/{requestId}/decline", DeclineAsync)
            .Accepts<DeclineFeedbackRequestBody>(isOptional: true, "application/json")
            .TakesCommand()
            .WithTags("Requests")
            .WithName("DeclineFeedbackRequest")
            .WithSummary("Not now")
            .WithDescription(
                "For the contract's client, where the operator turned it on: the request ends as `declined`, and the freelancer is told "
                + "from when to ask again. Nothing of it is public, and no reason is asked. "
                + "An Idempotency-Key header makes it safe to repeat.");

    private static async Task<Results<Ok<FeedbackRequestDto>, ValidationProblem, ProblemHttpResult>> DeclineAsync(
        string contractId,
        string requestId,
        HttpRequest request,
        ClaimsPrincipal caller,
        ServiceClient services,
        DeliveryLedger ledger,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var declinedAt = clock.Now();
        var body = DeclineFeedbackRequestBody.Read(await JsonBody.ReadAsync(request, cancellationToken));

        // An id that can't be one of ours still must not tell a stranger that the contract exists.
        var id = Guid.TryParse(requestId, out var parsed) ? parsed : Guid.Empty;
        var command = new DeclineFeedbackRequest
        {
            DeclineId = Guid.CreateVersion7(),
            RequestId = id,
            ContractId = contractId,
            CallerId = caller.CallerId(),
            AskAgainFrom = body.AskAgainFrom,
            DeclinedAt = declinedAt,

            // A key counts on the whole contract, and the same body may decline another request.
            Idempotency = Idempotency.KeyOf(request, new { RequestId = id, body.AskAgainFrom }),
        };
        var response = await services.SendOnContractAsync<DeclineFeedbackRequest, DeclineAccepted, FeedbackRequestNotFound>(
            command, cancellationToken);
        var declined = (response as DeclineAccepted)?.Request;
        var shown = await ledger.FindAsync(declined is null ? [] : [declined], cancellationToken);
        return CommandResults.ToResult<DeclineAccepted, Ok<FeedbackRequestDto>>(
            response, clock.Now(), accepted => TypedResults.Ok(shown[accepted.Request.RequestId]));
    }
}

/// <summary>The body of <em>not now</em>. It may be left out.</summary>
/// <param name="AskAgainFrom">
/// From when the freelancer may ask again: ahead, by 60 days at most unless the operator set another length. Without it, from when the
/// request would have expired.
/// </param>
internal sealed record DeclineFeedbackRequestBody(DateTimeOffset? AskAgainFrom = null)
{
    public static DeclineFeedbackRequestBody Read(JsonElement? body)
    {
        if (body is null)
            return new DeclineFeedbackRequestBody();

        var errors = new InputErrors();
        var reader = new JsonObjectReader(body.Value, path: "", errors);
        var read = new DeclineFeedbackRequestBody(reader.OptionalInstant("askAgainFrom"));
        reader.RefuseOthers();
        errors.ThrowIfAny();
        return read;
    }
}
