using Notifications.Email;

namespace Host.Demo;

/// <summary>An email that the development mail sink took.</summary>
internal sealed record SentMail(string To, string Subject, string MessageId, string Text, string Html, DateTime At)
{
    public static SentMail Of(DevelopmentMail mail) =>
        new(mail.To, mail.Subject, mail.MessageId, mail.Text, mail.Html, mail.At.UtcDateTime);
}
