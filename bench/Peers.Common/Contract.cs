namespace Peers.Common;

/// <summary>A contract, by the product's columns: the row that each decision locks.</summary>
public sealed class Contract
{
    public required string ContractId { get; init; }

    public required string ClientId { get; init; }

    public required string FreelancerId { get; init; }

    public required string Title { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public DateTimeOffset? LastPaymentAt { get; init; }

    public DateTimeOffset? LastFeedbackAt { get; private set; }

    public Guid? LastRequestId { get; private set; }

    public DateTimeOffset? LastRequestedAt { get; private set; }

    public DateTimeOffset? LastRequestExpiresAt { get; private set; }

    public DateTimeOffset? LastRequestEndedAt { get; private set; }

    public bool LastRequestAnswered { get; private set; }

    public DateTimeOffset? LastRequestAskAgainFrom { get; private set; }

    /// <summary>What a decision at that instant is taken on.</summary>
    public Facts FactsAt(DateTimeOffset at) => new()
    {
        At = at,
        StartedAt = StartedAt,
        EndedAt = EndedAt,
        LastPaymentAt = LastPaymentAt,
        LastFeedbackAt = LastFeedbackAt,
        InRollout = true,
        Cohort = Facts.NoCohort,
        Request = LastRequestId is { } requestId
            ? new LatestRequest(
                requestId, LastRequestedAt!.Value, LastRequestExpiresAt!.Value, LastRequestEndedAt, LastRequestAnswered,
                LastRequestAskAgainFrom)
            : null,
    };

    public void RequestOpened(Guid requestId, DateTimeOffset requestedAt, DateTimeOffset expiresAt)
    {
        (LastRequestId, LastRequestedAt, LastRequestExpiresAt) = (requestId, requestedAt, expiresAt);
        (LastRequestEndedAt, LastRequestAnswered, LastRequestAskAgainFrom) = (null, false, null);
    }

    public void RequestAnswered(DateTimeOffset at) => (LastRequestEndedAt, LastRequestAnswered, LastFeedbackAt) = (at, true, at);

    public void RequestExpired(DateTimeOffset at) => LastRequestEndedAt = at;
}
