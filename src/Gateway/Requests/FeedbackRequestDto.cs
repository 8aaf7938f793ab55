using Gateway.Http;

namespace Gateway.Requests;

/// <summary>
/// A feedback request; <c>deliveries</c> is null while nobody can tell what became of its notices. <c>askAgainFrom</c> says from when the
/// freelancer may ask again after one that was declined, if the other rules hold then (R54).
/// </summary>
internal sealed record FeedbackRequestDto(
    Guid RequestId,
    string ContractId,
    [property: OneOf(typeof(FeedbackRequestStatuses))] string Status,
    string? Message,
    DateTimeOffset RequestedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset? AskAgainFrom,
    string? FeedbackId,
    IReadOnlyList<DeliveryDto>? Deliveries)
{
    public static FeedbackRequestDto From(FeedbackRequestView request, IEnumerable<DeliveryView>? deliveries) => new(
        request.RequestId,
        request.ContractId,
        request.Status,
        request.Message,
        request.RequestedAt,
        request.ExpiresAt,
        request.EndedAt,
        request.AskAgainFrom,
        request.FeedbackId?.ToString(),
        deliveries is null ? null : [.. deliveries.Select(DeliveryDto.From)]);
}

/// <summary>What became of one notice on one channel (R9, R43).</summary>
/// <param name="DeliveryId">The delivery; the same whenever the same notice is recorded (R49).</param>
/// <param name="Channel">`email` or `in-app`.</param>
/// <param name="Notice">The kind of notice.</param>
/// <param name="RecipientId">Whom it was for.</param>
/// <param name="Status">
/// `pending`, `waiting-for-address`, `retrying`, `delivered` (stored, or accepted by the mail server), `failed`, `superseded` (no longer
/// true, so not sent; R48), `turned-off` (the recipient takes no such email) or `unknown` (handed over to the mail server, without an
/// answer).
/// </param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="At">When the status last changed, in UTC.</param>
/// <param name="Reason">
/// Why it isn't delivered: the mail server's words without addresses, or the kind of failure; null if none failed.
/// </param>
internal sealed record DeliveryDto(
    Guid DeliveryId,
    [property: OneOf(typeof(DeliveryChannels))] string Channel,
    [property: OneOf(typeof(NoticeKinds))] string Notice,
    string RecipientId,
    [property: OneOf(typeof(DeliveryStatuses))] string Status,
    int Attempts,
    DateTimeOffset At,
    string? Reason)
{
    public static DeliveryDto From(DeliveryView delivery) => new(
        delivery.DeliveryId,
        delivery.Channel,
        delivery.Notice,
        delivery.RecipientId,
        delivery.Status,
        delivery.Attempts,
        delivery.At,
        delivery.Reason);
}

/// <summary>Finds what became of the notices of requests. A page gets on without it.</summary>
internal sealed class DeliveryLedger(OptionalQueries queries)
{
    /// <summary>The requests with their deliveries; without them where Notifications does not respond in time.</summary>
    public async Task<IReadOnlyDictionary<Guid, FeedbackRequestDto>> FindAsync(
        IReadOnlyList<FeedbackRequestView> requests, CancellationToken callerLeft)
    {
        if (requests.Count == 0)
            return new Dictionary<Guid, FeedbackRequestDto>();

        var query = new GetDeliveries
        {
            RequestId = requests[0].RequestId,
            OtherRequestIds = [.. requests.Skip(1).Take(Limits.MaxPageSize).Select(request => request.RequestId)],
        };
        var found = await queries.TryAsync<GetDeliveries, Deliveries>(query, callerLeft);

        // An earlier version of Notifications names no request, and tells of the first alone.
        var deliveries = found?.Items.ToLookup(delivery => delivery.RequestId ?? query.RequestId);
        return requests.ToDictionary(
            request => request.RequestId, request => FeedbackRequestDto.From(request, deliveries?[request.RequestId]));
    }
}
