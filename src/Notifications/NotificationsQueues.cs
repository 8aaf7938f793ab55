namespace Notifications;

/// <summary>The queues of Notifications. Each starts with its name, so that none is taken for an exchange.</summary>
internal static class NotificationsQueues
{
    public const string FeedbackRequested = "notifications-feedback-requested";
    public const string FeedbackReminderDue = "notifications-feedback-reminder-due";
    public const string FeedbackProvided = "notifications-feedback-provided";
    public const string FeedbackRequestExpired = "notifications-feedback-request-expired";
    public const string FeedbackRequestClosed = "notifications-feedback-request-closed";
    public const string UserProfileChanged = "notifications-user-profile-changed";

    /// <summary>One attempt at one email.</summary>
    public const string Email = "notifications-email";

    public const string Queries = "notifications-queries";
}
