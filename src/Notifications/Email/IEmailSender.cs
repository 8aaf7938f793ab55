namespace Notifications.Email;

/// <summary>Where emails leave.</summary>
internal interface IEmailSender
{
    /// <summary>Returns when the other side has taken the email.</summary>
    /// <exception cref="EmailNotSentException">It hasn't; the exception tells whether another attempt makes sense.</exception>
    Task SendAsync(EmailMessage email, CancellationToken cancellationToken);
}
