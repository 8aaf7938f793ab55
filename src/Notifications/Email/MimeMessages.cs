using System.Net.Mail;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Text;

namespace Notifications.Email;

/// <summary>Creates the MIME form of emails: multipart/alternative, with the HTML part last.</summary>
internal sealed class MimeMessages(IOptions<EmailOptions> options, TimeProvider clock)
{
    private readonly MailAddress _from = new(options.Value.Sender);

    /// <summary>Creates the message, which the caller disposes.</summary>
    public MimeMessage Create(EmailMessage email) => new()
    {
        Date = clock.GetUtcNow(),
        MessageId = email.MessageId,
        From = { MailboxOf(_from) },
        To = { MailboxOf(new MailAddress(email.To)) },
        Subject = email.Subject,
        Headers = { { HeaderId.AutoSubmitted, "auto-generated" } },
        Body = new MultipartAlternative(Part(TextFormat.Plain, email.Text), Part(TextFormat.Html, email.Html)),
    };

    private static MailboxAddress MailboxOf(MailAddress address) => new(address.DisplayName, address.Address);

    private static TextPart Part(TextFormat format, string content) => new(format)
    {
        Text = content.ReplaceLineEndings("\r\n"),
        ContentTransferEncoding = ContentEncoding.QuotedPrintable,
    };
}
