using MassTransit;

namespace Contracts.Messages;

/// <summary>Query of the present status of several requests. The response is <see cref="CurrentRequestStatuses"/>.</summary>
[EntityName("get-feedback-request-statuses")]
public sealed record GetFeedbackRequestStatuses
{
    /// <summary>The requests, at most <see cref="Limits.MaxPageSize"/>; further ones are not looked up.</summary>
    public required IReadOnlyList<Guid> RequestIds { get; init; }

    /// <summary>The instant that is asked about, in UTC: a request whose time is over counts as expired though its timer is late.</summary>
    public required DateTimeOffset AsOf { get; init; }
}

/// <summary>The status of each request that is known.</summary>
[EntityName("current-request-statuses")]
public sealed record CurrentRequestStatuses
{
    /// <summary>The requests, in no order.</summary>
    public required IReadOnlyList<CurrentRequestStatus> Items { get; init; }
}

/// <summary>The status of one request.</summary>
public sealed record CurrentRequestStatus
{
    /// <summary>The request.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>One of <see cref="FeedbackRequestStatuses"/>.</summary>
    public required string Status { get; init; }

    /// <summary>The first instant at which an answer is too late, in UTC (R11).</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
