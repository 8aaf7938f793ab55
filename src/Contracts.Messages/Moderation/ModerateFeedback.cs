using MassTransit;

namespace Contracts.Messages;

/// <summary>
/// An operator holds mid-contract feedback, makes it visible again, takes it down, or dismisses the report of it (R58). Sent by the gateway
/// to the saga service; the response is <see cref="FeedbackModerated"/>, <see cref="FeedbackRefused"/>, <see cref="InvalidInput"/> or
/// <see cref="UnknownFeedback"/>.
/// </summary>
[EntityName("moderate-feedback")]
public sealed record ModerateFeedback
{
    /// <summary>The feedback.</summary>
    public required Guid FeedbackId { get; init; }

    /// <summary>One of <see cref="ModerationActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>Why, for other operators: plain text of at most <see cref="Limits.MaxReasonLength"/> Unicode characters.</summary>
    public string? Note { get; init; }

    /// <summary>The operator.</summary>
    public required string CallerId { get; init; }
}

/// <summary>How feedback stands after what an operator did.</summary>
[EntityName("feedback-moderated")]
public sealed record FeedbackModerated
{
    /// <summary>The feedback.</summary>
    public required Guid FeedbackId { get; init; }

    /// <summary>Its contract.</summary>
    public required string ContractId { get; init; }

    /// <summary>One of <see cref="FeedbackVisibilities"/>.</summary>
    public required string Visibility { get; init; }

    /// <summary>One of <see cref="FeedbackReportStatuses"/>; none for feedback that nobody reported.</summary>
    public string? ReportStatus { get; init; }

    /// <summary>False: it stood so already, and nothing was done.</summary>
    public required bool Changed { get; init; }
}

/// <summary>There is no mid-contract feedback of that id.</summary>
[EntityName("unknown-feedback")]
public sealed record UnknownFeedback
{
    /// <summary>The feedback that was named.</summary>
    public required Guid FeedbackId { get; init; }
}

/// <summary>What operators do with feedback and the report of it, as it stands on the wire.</summary>
public static class ModerationActions
{
    /// <summary>It leaves the public history until they have decided.</summary>
    public const string Hold = "hold";

    /// <summary>It is visible again; the report of it is dismissed.</summary>
    public const string Restore = "restore";

    /// <summary>It leaves the public history, and its text and ratings the contract room; the report of it is upheld.</summary>
    public const string TakeDown = "take-down";

    /// <summary>It stays visible, and the report of it is dismissed.</summary>
    public const string Dismiss = "dismiss";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Hold, Restore, TakeDown, Dismiss];
}

/// <summary>Why an operator's action is refused, as it stands on the wire; see also <see cref="RefusalCodes.FeedbackTakenDown"/>.</summary>
public static class ModerationRefusals
{
    /// <summary>The report of held feedback can't be dismissed: the feedback is restored or taken down.</summary>
    public const string FeedbackHeld = "feedback-held";

    /// <summary>Nobody reported the feedback.</summary>
    public const string NotReported = "not-reported";
}

/// <summary>Who sees feedback, as it stands on the wire.</summary>
public static class FeedbackVisibilities
{
    /// <summary>Everybody.</summary>
    public const string Visible = "visible";

    /// <summary>The parties of its contract, until operators have decided.</summary>
    public const string Held = "held";

    /// <summary>Nobody: the parties see that it was taken down.</summary>
    public const string TakenDown = "taken-down";
}
