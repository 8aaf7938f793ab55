namespace Host.Transport;

/// <summary>The queues that last, of all services; docs/operations.md says what each of them holds.</summary>
internal static class LastingQueues
{
    public static IReadOnlyList<string> All { get; } =
    [
        "feedback-contract-ended",
        "feedback-contract-started",
        "feedback-end-of-contract-feedback-given",
        "feedback-payment-made",
        "feedback-payment-reversed",
        "feedback-queries",
        "feedback-request",
        "notifications-email",
        "notifications-feedback-provided",
        "notifications-feedback-reminder-due",
        "notifications-feedback-request-closed",
        "notifications-feedback-request-expired",
        "notifications-feedback-requested",
        "notifications-queries",
        "notifications-user-profile-changed",
    ];
}
