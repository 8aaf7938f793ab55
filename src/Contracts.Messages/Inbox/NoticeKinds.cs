namespace Contracts.Messages;

/// <summary>What a notice tells, as it stands on the wire.</summary>
public static class NoticeKinds
{
    /// <summary>To the client: the freelancer asked (R9).</summary>
    public const string FeedbackRequested = "feedback-requested";

    /// <summary>To the client, only where the operator turned reminders on: the request still waits (R16).</summary>
    public const string FeedbackReminder = "feedback-reminder";

    /// <summary>To the freelancer: feedback arrived (R16).</summary>
    public const string FeedbackReceived = "feedback-received";

    /// <summary>To the freelancer: the 14 days passed (R16).</summary>
    public const string RequestExpired = "request-expired";

    /// <summary>To the freelancer: the contract ended first (R15).</summary>
    public const string RequestClosed = "request-closed";
}
