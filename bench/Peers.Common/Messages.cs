namespace Peers.Common;

/// <summary>The names of the product's commands, timer and events, as they stand on the wire.</summary>
public static class MessageNames
{
    public const string RequestFeedback = "request-feedback";
    public const string ProvideFeedback = "provide-feedback";
    public const string FeedbackExpiry = "feedback-expiry";
    public const string FeedbackRequested = "feedback-requested";
    public const string FeedbackProvided = "feedback-provided";
    public const string FeedbackRequestExpired = "feedback-request-expired";
}

/// <summary>What the client rated, 1 to 5 each.</summary>
public sealed record Ratings(int Skills, int Quality, int Availability, int Deadlines, int Communication, int Cooperation)
{
    /// <summary>Their mean.</summary>
    public decimal Score => Math.Round((Skills + Quality + Availability + Deadlines + Communication + Cooperation) / 6m, 2);
}

/// <summary>The request was accepted.</summary>
public sealed record FeedbackRequested(
    Guid RequestId, string ContractId, string ClientId, string FreelancerId, string ContractTitle, string? Message,
    DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt);

/// <summary>The client provided feedback.</summary>
public sealed record FeedbackProvided(
    Guid FeedbackId, Guid RequestId, string ContractId, string ClientId, string FreelancerId, string ContractTitle, Ratings Ratings,
    decimal Score, string? Comment, DateTimeOffset ProvidedAt);

/// <summary>The time of the request is over.</summary>
public sealed record FeedbackRequestExpired(
    Guid RequestId, string ContractId, string ClientId, string FreelancerId, string ContractTitle, DateTimeOffset ExpiredAt);
