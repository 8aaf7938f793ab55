using System.Security.Claims;
using Gateway.Http;
using Gateway.Http.Problems;
using Gateway.Http.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Operations;

/// <summary>Sends a notice again on its channel.</summary>
internal static class ResendDeliveryEndpoint
{
    public static void MapResendDelivery(this RouteGroupBuilder operators) =>
        operators.MapPost("/deliveries/{deliveryId}/resend", ResendAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Produces<RefusedProblem>(StatusCodes.Status409Conflict, "application/problem+json")
            .WithTags("Operations")
            .WithName("ResendDelivery")
            .WithSummary("Send a notice again")
            .WithDescription(
                "For an email that failed, whose fate is unknown, or that waits for its next attempt: it is sent at once, with the same "
                + "Message-ID, and its retries begin anew. What is delivered, under way, or no longer true is refused with the reason.");

    private static async Task<Results<Accepted<ReleasedDeliveryResponse>, ProblemHttpResult>> ResendAsync(
        string deliveryId, ClaimsPrincipal caller, ServiceClient services, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(deliveryId, out var id))
            return TypedResults.Problem(KnownProblems.NoDelivery());

        var command = new ResendDelivery { DeliveryId = id, CallerId = caller.CallerId() };
        var response = await services.SendAsync<ResendDelivery, DeliveryReleased, DeliveryNotReleased, DeliveryNotFound>(
            command, cancellationToken);
        return response switch
        {
            DeliveryReleased released =>
                TypedResults.Accepted((string?)null, new ReleasedDeliveryResponse(released.DeliveryId, released.Status, released.Attempts)),
            DeliveryNotReleased refused => TypedResults.Problem(KnownProblems.Refused([refused.Reason])),
            DeliveryNotFound => TypedResults.Problem(KnownProblems.NoDelivery()),
            _ => throw ServiceClient.Unexpected(response),
        };
    }
}

/// <summary>A delivery whose next attempt begins at once, with the attempts that it has had.</summary>
internal sealed record ReleasedDeliveryResponse(
    Guid DeliveryId, [property: OneOf(typeof(DeliveryStatuses))] string Status, int Attempts);
