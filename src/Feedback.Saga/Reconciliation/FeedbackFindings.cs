namespace Feedback.Saga.Reconciliation;

/// <summary>What the sweep over the saga's state finds.</summary>
public static class FeedbackFindings
{
    /// <summary>A request waits, and nothing will end it: its timer is gone. It is set again.</summary>
    public const string RequestWithoutTimer = "request-without-timer";

    /// <summary>A request still waits although its time was over long ago. It ends.</summary>
    public const string RequestOverdue = "request-overdue";

    /// <summary>A contract says that a request waits on it, and the request is not there. Nothing repairs it.</summary>
    public const string ContractWithoutRequest = "contract-without-request";

    /// <summary>Feedback answered a request that is not there. Nothing repairs it; the feedback stands.</summary>
    public const string FeedbackWithoutRequest = "feedback-without-request";

    /// <summary>
    /// A contract ended with mid-contract feedback that was never handed over: a process of a version that hands nothing over took its end.
    /// The feedback is handed over (R73).
    /// </summary>
    public const string FeedbackNotHandedOver = "feedback-not-handed-over";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [RequestWithoutTimer, RequestOverdue, ContractWithoutRequest, FeedbackWithoutRequest, FeedbackNotHandedOver];
}
