using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// Query of abuse signals for operators, the newest first (R67). The response is <see cref="AbuseSignals"/> or <see cref="InvalidInput"/>
/// (a cursor that is none of ours).
/// </summary>
[EntityName("get-abuse-signals")]
public sealed record GetAbuseSignals
{
    /// <summary>Only those of this kind, one of <see cref="AbuseSignalKinds"/>; none: all.</summary>
    public string? Kind { get; init; }

    /// <summary>Only those with this status, one of <see cref="AbuseSignalStatuses"/>; none: all.</summary>
    public string? Status { get; init; }

    /// <summary>Only those about this freelancer; none: all.</summary>
    public string? FreelancerId { get; init; }

    /// <summary>Only those of this instant or later, in UTC; none: all that are kept.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Signals per page, 1 to 100.</summary>
    public required int PageSize { get; init; }

    /// <summary>Where the previous page ended; none for the first.</summary>
    public string? Cursor { get; init; }
}

/// <summary>A page of signals.</summary>
[EntityName("abuse-signals")]
public sealed record AbuseSignals
{
    /// <summary>The signals.</summary>
    public required IReadOnlyList<AbuseSignalView> Items { get; init; }

    /// <summary>The cursor of the next page; none on the last.</summary>
    public string? Next { get; init; }
}

/// <summary>
/// A fact that may point to abuse, for people to look at (R65, R66). It proves nothing, and nothing follows from it (R67).
/// </summary>
public sealed record AbuseSignalView
{
    /// <summary>The signal: the same whenever the same fact is found again.</summary>
    public required Guid SignalId { get; init; }

    /// <summary>One of <see cref="AbuseSignalKinds"/>.</summary>
    [OneOf(typeof(AbuseSignalKinds))]
    public required string Kind { get; init; }

    /// <summary>One of <see cref="AbuseSignalStatuses"/>.</summary>
    [OneOf(typeof(AbuseSignalStatuses))]
    public required string Status { get; init; }

    /// <summary>The contract of the request or the feedback.</summary>
    public required string ContractId { get; init; }

    /// <summary>The freelancer of that contract.</summary>
    public required string FreelancerId { get; init; }

    /// <summary>The client of that contract.</summary>
    public required string ClientId { get; init; }

    /// <summary>The request that it is about; none if it is about feedback.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>The feedback that it is about; none if it is about a request.</summary>
    public Guid? FeedbackId { get; init; }

    /// <summary>When the request was made or the feedback provided, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was found.</summary>
    public required AbuseSignalEvidence Evidence { get; init; }

    /// <summary>When an operator marked it as looked at, in UTC; none while it is open.</summary>
    public DateTimeOffset? ReviewedAt { get; init; }

    /// <summary>The operator who did.</summary>
    public string? ReviewedBy { get; init; }

    /// <summary>What the operator wrote about it, for other operators.</summary>
    public string? Note { get; init; }
}

/// <summary>What was found: ids, instants and numbers, never what people wrote. Each kind of signal has members of its own.</summary>
public sealed record AbuseSignalEvidence
{
    /// <summary>Near a refund or a bonus: the payment.</summary>
    public string? PaymentId { get; init; }

    /// <summary>Near a refund or a bonus: when the payment was reversed, or the bonus paid, in UTC.</summary>
    public DateTimeOffset? PaymentAt { get; init; }

    /// <summary>Of a pair: the contract on which the two have swapped their roles.</summary>
    public string? OtherContractId { get; init; }

    /// <summary>Of a pair: the feedback on that contract.</summary>
    public Guid? OtherFeedbackId { get; init; }

    /// <summary>Of a pair: when that feedback was provided, in UTC.</summary>
    public DateTimeOffset? OtherAt { get; init; }

    /// <summary>From young accounts: how many feedbacks of five stars there were within <see cref="Window"/>, with this one.</summary>
    public int? Count { get; init; }

    /// <summary>From young accounts: of how many clients these are.</summary>
    public int? Clients { get; init; }

    /// <summary>From young accounts: these feedbacks, the newest first, twenty at most.</summary>
    public IReadOnlyList<Guid>? FeedbackIds { get; init; }

    /// <summary>From young accounts: when the account of this feedback's client was opened, in UTC.</summary>
    public DateTimeOffset? AccountOpenedAt { get; init; }

    /// <summary>The length of time that counted as near, or within which it was counted.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>Of a plea: the name of the pattern that the note matches.</summary>
    public string? Pattern { get; init; }
}

/// <summary>The kinds of abuse signals, as they stand on the wire.</summary>
public static class AbuseSignalKinds
{
    /// <summary>Feedback was requested within a day of a refund on the contract, before it or after it (R65).</summary>
    public const string AskedNearRefund = "asked-near-refund";

    /// <summary>Feedback was requested within a day of a bonus on the contract, before it or after it (R65).</summary>
    public const string AskedNearBonus = "asked-near-bonus";

    /// <summary>The note of a request asks for a rating (R65).</summary>
    public const string RatingPlea = "rating-plea";

    /// <summary>Two people provided feedback about each other, on two contracts with swapped roles (R66).</summary>
    public const string ReciprocalPair = "reciprocal-pair";

    /// <summary>A freelancer got much feedback of five stars from young accounts (R66).</summary>
    public const string YoungAccounts = "young-accounts";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = OneOfAttribute.ValuesOf(typeof(AbuseSignalKinds));
}

/// <summary>Whether operators have looked at a signal, as it stands on the wire.</summary>
public static class AbuseSignalStatuses
{
    /// <summary>Nobody has marked it as looked at.</summary>
    public const string Open = "open";

    /// <summary>An operator has.</summary>
    public const string Reviewed = "reviewed";
}
