using Peers.Common;
using Wolverine;
using Wolverine.Attributes;
using Wolverine.Persistence.Sagas;

namespace Peers.Wolverine;

[MessageIdentity(MessageNames.RequestFeedback)]
public sealed record RequestFeedback(Guid RequestId, string ContractId, string CallerId, string? Message, DateTimeOffset RequestedAt);

[MessageIdentity(MessageNames.ProvideFeedback)]
public sealed record ProvideFeedback(
    Guid FeedbackId, [property: SagaIdentity] Guid RequestId, string ContractId, string CallerId, Ratings Ratings, string? Comment,
    DateTimeOffset SubmittedAt);

/// <summary>The request's timer.</summary>
[MessageIdentity(MessageNames.FeedbackExpiry)]
public sealed record FeedbackExpiry([property: SagaIdentity] Guid RequestId, string ContractId)
    : TimeoutMessage(Policy.Current.RequestWindow);
