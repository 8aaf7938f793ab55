using Peers.Common;

namespace Peers.Cap;

public sealed record RequestFeedback(Guid RequestId, string ContractId, string CallerId, string? Message, DateTimeOffset RequestedAt);

public sealed record ProvideFeedback(
    Guid FeedbackId, Guid RequestId, string ContractId, string CallerId, Ratings Ratings, string? Comment, DateTimeOffset SubmittedAt);

/// <summary>The request's timer.</summary>
public sealed record FeedbackExpiry(Guid RequestId, string ContractId);
