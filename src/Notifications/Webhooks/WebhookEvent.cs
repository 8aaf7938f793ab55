using System.Text.Json;
using System.Text.Json.Nodes;
using Shared;

namespace Notifications.Webhooks;

/// <summary>
/// An event as subscribers are told it: ids, instants, and what is public of feedback. No name, title, note or address (R71).
/// </summary>
internal sealed record WebhookEvent
{
    /// <summary>One of <see cref="WebhookEvents"/>.</summary>
    public required string Type { get; init; }

    public required Guid SourceId { get; init; }

    public string? ContractId { get; init; }

    public string? ClientId { get; init; }

    public string? FreelancerId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The member <c>data</c>, as JSON.</summary>
    public required string Data { get; init; }

    public static WebhookEvent Of(FeedbackRequested message) => New(
        WebhookEvents.Requested, message.RequestId, (message.ContractId, message.ClientId, message.FreelancerId), message.RequestedAt,
        new() { ["requestId"] = message.RequestId, ["expiresAt"] = Text(message.ExpiresAt) });

    public static WebhookEvent Of(FeedbackProvided message) => New(
        WebhookEvents.Provided, message.FeedbackId, (message.ContractId, message.ClientId, message.FreelancerId), message.ProvidedAt,
        new()
        {
            ["feedbackId"] = message.FeedbackId,
            ["requestId"] = message.RequestId,
            [WebhookBody.Visibility] = FeedbackVisibilities.Visible,
            [WebhookBody.Ratings] = JsonSerializer.SerializeToNode(message.Ratings, JsonSerializerOptions.Web),
            [WebhookBody.Score] = message.Score,
            [WebhookBody.Comment] = message.Comment,
            ["countsTowardJobSuccessScore"] = message.CountsTowardJobSuccessScore,
        });

    public static WebhookEvent Of(FeedbackRequestExpired message) => New(
        WebhookEvents.RequestExpired, message.RequestId, (message.ContractId, message.ClientId, message.FreelancerId), message.ExpiredAt,
        new() { ["requestId"] = message.RequestId });

    public static WebhookEvent Of(FeedbackRequestClosed message) => New(
        WebhookEvents.RequestClosed, message.RequestId, (message.ContractId, message.ClientId, message.FreelancerId), message.ClosedAt,
        new() { ["requestId"] = message.RequestId, ["reason"] = message.Reason });

    public static WebhookEvent Of(FeedbackRequestDeclined message) => New(
        WebhookEvents.RequestDeclined, message.RequestId, (message.ContractId, message.ClientId, message.FreelancerId), message.DeclinedAt,
        new() { ["requestId"] = message.RequestId, ["askAgainFrom"] = Text(message.AskAgainFrom) });

    public static WebhookEvent Of(FeedbackVisibilityChanged message) => New(
        WebhookEvents.VisibilityChanged, message.ChangeId, (message.ContractId, message.ClientId, message.FreelancerId), message.ChangedAt,
        new()
        {
            ["changeId"] = message.ChangeId,
            ["feedbackId"] = message.FeedbackId,
            [WebhookBody.Visibility] = message.Visibility,
            ["previous"] = message.Previous,
        });

    /// <summary>An operator's test, by the command for it.</summary>
    public static WebhookEvent Test(Guid commandId, DateTimeOffset now) => new()
    {
        Type = WebhookEvents.Test,
        SourceId = commandId,
        OccurredAt = now,
        Data = "{}",
    };

    /// <summary>The event as it is told once persons in it are erased.</summary>
    /// <param name="pseudonyms">By the ids of those who are.</param>
    public WebhookEvent Without(IReadOnlyDictionary<string, string> pseudonyms)
    {
        var told = this;
        foreach (var (userId, pseudonym) in pseudonyms)
            told = told.Without(userId, new PersonalTexts(userId, pseudonym));

        return told;
    }

    public static string Text(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private WebhookEvent Without(string userId, PersonalTexts texts) => this with
    {
        ClientId = ClientId == userId ? ErasedUser.PseudonymOf(userId) : ClientId,
        FreelancerId = FreelancerId == userId ? ErasedUser.PseudonymOf(userId) : FreelancerId,
        Data = WebhookBody.Rewrite(Data, texts),
    };

    private static WebhookEvent New(
        string type, Guid sourceId, (string ContractId, string ClientId, string FreelancerId) contract, DateTimeOffset at, JsonObject data)
    {
        data.Insert(1, "contractId", contract.ContractId);
        data.Insert(2, "clientId", contract.ClientId);
        data.Insert(3, "freelancerId", contract.FreelancerId);
        return new()
        {
            Type = type,
            SourceId = sourceId,
            ContractId = contract.ContractId,
            ClientId = contract.ClientId,
            FreelancerId = contract.FreelancerId,
            OccurredAt = at.ToUniversalTime(),
            Data = WebhookBody.Write(data),
        };
    }
}
