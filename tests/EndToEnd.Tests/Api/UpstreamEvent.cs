using System.Text.Json;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Api;

/// <summary>An event from another system, as it comes through either door: a CloudEvent over HTTP, bare JSON over the broker.</summary>
public sealed record UpstreamEvent(string Type, JsonObject Data)
{
    public string EventId { get; init; } = $"event-{Guid.NewGuid():N}";

    public static UpstreamEvent ContractStarted(Contract contract, DateTimeOffset at) => Of("contract-started", new
    {
        contract.ContractId,
        contract.ClientId,
        contract.FreelancerId,
        contract.AgencyId,
        contract.Title,
        StartedAt = at,
    });

    public static UpstreamEvent ContractEnded(Contract contract, DateTimeOffset at) =>
        Of("contract-ended", new { contract.ContractId, EndedAt = at });

    public static UpstreamEvent PaymentMade(Contract contract, DateTimeOffset at, string? paymentId = null) => Of("payment-made", new
    {
        PaymentId = paymentId ?? $"payment-{Guid.NewGuid():N}",
        contract.ContractId,
        Amount = 250.5m,
        Currency = "USD",
        PaidAt = at,
    });

    public static UpstreamEvent BonusPaid(Contract contract, DateTimeOffset at)
    {
        var made = PaymentMade(contract, at);
        made.Data["kind"] = "bonus";
        return made;
    }

    public static UpstreamEvent PaymentReversed(Contract contract, string paymentId, DateTimeOffset at) =>
        Of("payment-reversed", new { PaymentId = paymentId, contract.ContractId, ReversedAt = at });

    public static UpstreamEvent EndOfContractFeedback(Contract contract, DateTimeOffset at) => Of("end-of-contract-feedback-given", new
    {
        FeedbackId = $"end-{Guid.NewGuid():N}",
        contract.ContractId,
        AuthorId = contract.ClientId,
        RecipientId = contract.FreelancerId,
        Score = 4.5m,
        Comment = "A pleasure to the end.",
        GivenAt = at,
    });

    public static UpstreamEvent ProfileChanged(string userId, DateTimeOffset at, string? locale = null, string? timeZone = null) =>
        Of("user-profile-changed", new
        {
            UserId = userId,
            DisplayName = $"Name of {userId}",
            Email = $"{userId}@example.com",
            Locale = locale,
            TimeZone = timeZone,
            ChangedAt = at,
        });

    public static UpstreamEvent UserErased(string userId, DateTimeOffset at) => Of("user-erased", new { UserId = userId, ErasedAt = at });

    public JsonObject ToCloudEvent() => new()
    {
        ["specversion"] = "1.0",
        ["id"] = EventId,
        ["source"] = "https://upstream.example.com",
        ["type"] = Type,
        ["data"] = Data.DeepClone(),
    };

    public string ToRawJson()
    {
        var message = Data.DeepClone().AsObject();
        message["eventId"] = EventId;
        return message.ToJsonString();
    }

    private static UpstreamEvent Of(string type, object data) =>
        new(type, JsonSerializer.SerializeToNode(data, JsonSerializerOptions.Web)!.AsObject());
}
