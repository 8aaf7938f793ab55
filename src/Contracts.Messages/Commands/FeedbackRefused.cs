using MassTransit;

namespace Contracts.Messages;

/// <summary>A command was refused by the rules; nothing changed. Names all reasons that hold.</summary>
[EntityName("feedback-refused")]
public sealed record FeedbackRefused
{
    /// <summary>The contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>Every reason that holds; never empty.</summary>
    public required IReadOnlyList<RefusalReason> Reasons { get; init; }
}

/// <summary>Why something is not allowed now, and until when.</summary>
public sealed record RefusalReason
{
    /// <summary>
    /// One of <see cref="RefusalCodes"/>; of a delivery that is not sent again, one of <see cref="ResendRefusals"/>; of what an operator
    /// does with feedback, one of <see cref="ModerationRefusals"/>; of a rollout that is not changed, one of <see cref="RolloutRefusals"/>;
    /// of a webhook, one of <see cref="WebhookRefusals"/>.
    /// </summary>
    [OneOf(typeof(RefusalCodes), typeof(ResendRefusals), typeof(ModerationRefusals), typeof(RolloutRefusals), typeof(WebhookRefusals))]
    public required string Code { get; init; }

    /// <summary>The same in words for a person.</summary>
    public required string Detail { get; init; }

    /// <summary>The first instant at which this reason stops holding, where that can be known.</summary>
    public DateTimeOffset? EndsAt { get; init; }
}

/// <summary>The reason codes of a refusal, as they stand on the wire.</summary>
public static class RefusalCodes
{
    /// <summary>No contract of that id is known (R1).</summary>
    public const string ContractNotFound = "contract-not-found";

    /// <summary>The contract ended (R1, R20).</summary>
    public const string ContractEnded = "contract-ended";

    /// <summary>The contract started less than 30 days ago (R2).</summary>
    public const string ContractTooYoung = "contract-too-young";

    /// <summary>The client made no payment in the last 30 days (R3).</summary>
    public const string NoRecentPayment = "no-recent-payment";

    /// <summary>The client gave mid-contract feedback in the last 30 days (R4).</summary>
    public const string RecentFeedback = "recent-feedback";

    /// <summary>The freelancer is not in the rollout (R7).</summary>
    public const string NotInRollout = "not-in-rollout";

    /// <summary>Another request waits (R8, R14).</summary>
    public const string RequestPending = "request-pending";

    /// <summary>The client declined the latest request, and wants to be asked again later (R54).</summary>
    public const string AskedForLater = "asked-for-later";

    /// <summary>The request that is to be declined does not wait (R53).</summary>
    public const string RequestNotPending = "request-not-pending";

    /// <summary>The operator has not turned <em>not now</em> on (R53).</summary>
    public const string NotNowNotAvailable = "not-now-not-available";

    /// <summary>As many requests as may have reached the client, whoever made them; over HTTP it is a 429.</summary>
    public const string ClientRequestLimit = "client-request-limit";

    /// <summary>Mid-contract feedback takes no public reply (R28).</summary>
    public const string ReplyNotAvailable = "reply-not-available";

    /// <summary>The freelancer reported this feedback before (R57).</summary>
    public const string AlreadyReported = "already-reported";

    /// <summary>End-of-contract feedback is reported in its own system (R57).</summary>
    public const string ReportNotAvailable = "report-not-available";

    /// <summary>Operators took the feedback down: there is nothing to report or to hold (R57, R58).</summary>
    public const string FeedbackTakenDown = "feedback-taken-down";
}
