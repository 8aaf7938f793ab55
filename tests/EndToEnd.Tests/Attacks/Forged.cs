using System.Text.Json;
using System.Text.Json.Nodes;
using EndToEnd.Tests.Api;
using RabbitMQ.Client;

namespace EndToEnd.Tests.Attacks;

/// <summary>Messages of the product's own that a stranger makes up, in good form.</summary>
internal static class Forged
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    public static Attack ProvideFeedback(Contract contract, params (string Name, JsonNode? Value)[] addresses) => Of(
        "ProvideFeedback",
        new
        {
            FeedbackId = Guid.CreateVersion7(),
            contract.ContractId,
            CallerId = contract.ClientId,
            Ratings = new { Skills = 1, Quality = 1, Availability = 1, Deadlines = 1, Communication = 1, Cooperation = 1 },
            Comment = "Forged.",
            SubmittedAt = DateTimeOffset.UtcNow,
        },
        addresses);

    public static Attack RequestFeedback(Contract contract, params (string Name, JsonNode? Value)[] addresses) => Of(
        "RequestFeedback",
        new
        {
            RequestId = Guid.CreateVersion7(),
            contract.ContractId,
            CallerId = contract.FreelancerId,
            RequestedAt = DateTimeOffset.UtcNow,
        },
        addresses);

    public static Attack DeclineFeedbackRequest(Contract contract, Guid requestId, params (string Name, JsonNode? Value)[] addresses) => Of(
        "DeclineFeedbackRequest",
        new
        {
            DeclineId = Guid.CreateVersion7(),
            RequestId = requestId,
            contract.ContractId,
            CallerId = contract.ClientId,
            DeclinedAt = DateTimeOffset.UtcNow,
        },
        addresses);

    public static Attack FeedbackProvided(Contract contract) => Of(
        "FeedbackProvided",
        new
        {
            FeedbackId = Guid.CreateVersion7(),
            contract.ContractId,
            contract.ClientId,
            contract.FreelancerId,
            ContractTitle = contract.Title,
            Ratings = new { Skills = 1, Quality = 1, Availability = 1, Deadlines = 1, Communication = 1, Cooperation = 1 },
            Score = 1m,
            Comment = "Forged.",
            ProvidedAt = DateTimeOffset.UtcNow,
        });

    public static Attack GetInbox(string userId, params (string Name, JsonNode? Value)[] addresses) =>
        Of("GetInbox", new { RecipientId = userId, PageSize = 20 }, addresses);

    private static Attack Of(string type, object message, params (string Name, JsonNode? Value)[] addresses)
    {
        var envelope = new JsonObject
        {
            ["messageId"] = Guid.NewGuid().ToString(),
            ["requestId"] = Guid.NewGuid().ToString(),
            ["messageType"] = new JsonArray($"urn:message:Contracts.Messages:{type}"),
            ["message"] = JsonSerializer.SerializeToNode(message, _json),
        };
        foreach (var (member, value) in addresses)
            envelope[member] = value;

        return new Attack(type, JsonSerializer.SerializeToUtf8Bytes(envelope), new BasicProperties { ContentType = Attack.EnvelopeType });
    }
}
