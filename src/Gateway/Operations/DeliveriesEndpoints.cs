using System.ComponentModel;
using System.Security.Claims;
using Gateway.Http;
using Gateway.Http.Input;
using Gateway.Http.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Operations;

/// <summary>What became of notices, and emails that are to go out again.</summary>
internal static class DeliveriesEndpoints
{
    public static void MapDeliveries(this RouteGroupBuilder operators)
    {
        var deliveries = operators.MapGroup("/deliveries").WithTags("Operations");
        deliveries.MapGet("", GetAsync)
            .WithName("GetDeliveries")
            .WithSummary("Deliveries")
            .WithDescription("What became of notices on each channel, the newest first. Without addresses and texts.");
        deliveries.MapPost("/release", ReleaseAsync)
            .WithName("ReleaseDeliveries")
            .WithSummary("Send again what was given up")
            .WithDescription(
                "Emails that were given up at `Email:Horizon`, the oldest first, at most 100 at a time, with the Message-IDs they have. "
                + "The fault was ours, or nobody's (R51): what a mail server refused for good because of the recipient is left.");
        operators.MapResendDelivery();
    }

    private static async Task<Results<Ok<DeliveriesResponse>, ValidationProblem>> GetAsync(
        [AsParameters] PageQuery page,
        [Description("Only those with this status; left out: all.")] string? status,
        [Description("Only those of the notices about this request; left out: all.")] string? requestId,
        ServiceClient services,
        CancellationToken cancellationToken)
    {
        var errors = new InputErrors();
        var chosen = string.IsNullOrEmpty(status) ? null : status;
        if (chosen is not null && !OneOfAttribute.ValuesOf(typeof(DeliveryStatuses)).Contains(chosen, StringComparer.Ordinal))
            errors.Add("status", $"must be one of {string.Join(", ", OneOfAttribute.ValuesOf(typeof(DeliveryStatuses)))}");

        Guid? request = null;
        if (!string.IsNullOrEmpty(requestId))
        {
            if (Guid.TryParse(requestId, out var id))
                request = id;
            else
                errors.Add("requestId", "must be the id of a request");
        }

        var (size, cursor) = page.Read(errors);
        var query = new FindDeliveries { Status = chosen, RequestId = request, PageSize = size, Cursor = cursor };
        var response = await services.QueryAsync<FindDeliveries, FoundDeliveries, InvalidInput>(query, cancellationToken);
        return response switch
        {
            FoundDeliveries found => TypedResults.Ok(DeliveriesResponse.From(found)),
            InvalidInput invalid => TypedResults.ValidationProblem(invalid.Errors),
            _ => throw ServiceClient.Unexpected(response),
        };
    }

    private static async Task<Ok<ReleasedDeliveriesResponse>> ReleaseAsync(
        ClaimsPrincipal caller, ServiceClient services, CancellationToken cancellationToken)
    {
        var released = await services.SendAsync<ReleaseDeliveries, DeliveriesReleased>(
            new() { Limit = Limits.MaxPageSize, CallerId = caller.CallerId() }, cancellationToken);
        return TypedResults.Ok(new ReleasedDeliveriesResponse(released.Released, released.Refused, released.HasMore));
    }
}

/// <summary>A page of deliveries.</summary>
/// <param name="Items">The deliveries, the newest first.</param>
/// <param name="Next">The cursor of the next page; null on the last.</param>
internal sealed record DeliveriesResponse(IReadOnlyList<ListedDeliveryDto> Items, string? Next)
{
    public static DeliveriesResponse From(FoundDeliveries found) => new([.. found.Items.Select(ListedDeliveryDto.From)], found.Next);
}

/// <summary>What became of one notice on one channel.</summary>
/// <param name="DeliveryId">The delivery.</param>
/// <param name="Notice">The kind of notice; <c>digest</c> for an email of several.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="At">When its status last changed, in UTC.</param>
/// <param name="Reason">Why it isn't delivered, in the mail server's words without addresses.</param>
/// <param name="RequestId">The request that the notice is about.</param>
/// <param name="ContractId">The contract that it is about.</param>
/// <param name="RecipientId">Whom it was for.</param>
internal sealed record ListedDeliveryDto(
    Guid DeliveryId,
    string Notice,
    [property: OneOf(typeof(DeliveryChannels))] string Channel,
    [property: OneOf(typeof(DeliveryStatuses))] string Status,
    int Attempts,
    DateTimeOffset At,
    string? Reason,
    Guid? RequestId,
    string ContractId,
    string RecipientId)
{
    public static ListedDeliveryDto From(FoundDelivery found) => new(
        found.Delivery.DeliveryId,
        found.Delivery.Notice,
        found.Delivery.Channel,
        found.Delivery.Status,
        found.Delivery.Attempts,
        found.Delivery.At,
        found.Delivery.Reason,
        found.Delivery.RequestId,
        found.ContractId,
        found.Delivery.RecipientId);
}

/// <summary>What was released.</summary>
/// <param name="Released">The number of emails that are sent again.</param>
/// <param name="Refused">The number of emails that are not: no longer true (R48), or what they were written from is gone.</param>
/// <param name="HasMore">Whether more were given up: call again.</param>
internal sealed record ReleasedDeliveriesResponse(int Released, int Refused, bool HasMore);
