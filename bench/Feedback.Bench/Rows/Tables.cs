namespace Feedback.Bench.Rows;

/// <summary>The services' tables, by the names that docs/operations.md gives to operators.</summary>
internal static class Tables
{
    public const string Contracts = "feedback.contracts";
    public const string Payments = "feedback.payments";
    public const string Requests = "feedback.feedback_requests";
    public const string Feedback = "feedback.mid_contract_feedback";
    public const string Outbox = "feedback.outbox_messages";
    public const string InAppMessages = "notifications.in_app_messages";
    public const string Deliveries = "notifications.deliveries";
    public const string Profiles = "notifications.user_profiles";
    public const string NotificationsOutbox = "notifications.outbox_messages";
}
