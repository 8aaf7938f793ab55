namespace Notifications.Email;

/// <summary>
/// Takes the emails where no SMTP server is configured, and shows the last 200 of them. Empty where there is one.
/// </summary>
public interface IDevelopmentMailbox
{
    /// <summary>The emails that are still kept, oldest first.</summary>
    IReadOnlyList<DevelopmentMail> Read();
}
