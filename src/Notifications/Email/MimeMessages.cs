using System.Net.Mail;
using System.Text;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Text;

namespace Notifications.Email;

/// <summary>
/// Creates the MIME form of emails: multipart/alternative, with the HTML part last. It is 7-bit throughout, with domains in ASCII, so
/// that it asks nothing of the servers on its way but where the local part of an address leaves no choice.
/// </summary>
internal sealed class MimeMessages(IOptions<EmailOptions> options, TimeProvider clock)
{
    // Servers know addresses that RFC 5321 does not, such as a..b@example.org.
    private static readonly ParserOptions _anyAddress = new() { AddressParserComplianceMode = RfcComplianceMode.Looser };

    private readonly MailAddress _from = new(options.Value.Sender);
    private readonly MailAddress? _replyTo = options.Value.ReplyTo is { } replyTo ? new MailAddress(replyTo) : null;

    /// <summary>Creates the message, which the caller disposes.</summary>
    /// <exception cref="EmailNotSentException">The address can't stand in a message.</exception>
    public MimeMessage Create(EmailMessage email)
    {
        var message = new MimeMessage
        {
            Date = clock.GetUtcNow(),
            MessageId = email.MessageId,
            From = { MailboxOf(_from) },
            To = { Recipient(email.To) },
            Subject = email.Subject,
            Headers = { { HeaderId.AutoSubmitted, "auto-generated" } },
            Body = new MultipartAlternative(Part(TextFormat.Plain, email.Text), Part(TextFormat.Html, email.Html)),
        };
        if (_replyTo is not null)
            message.ReplyTo.Add(MailboxOf(_replyTo));

        if (email.UnsubscribeUrl is not null)
        {
            message.Headers.Add(Unsubscribe(email.UnsubscribeUrl));
            message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }

        return message;
    }

    /// <summary>The header on one line: folded, its first line would be empty, which not every mail program reads.</summary>
    private static Header Unsubscribe(string url)
    {
        var header = new Header(HeaderId.ListUnsubscribe, "");
        header.SetRawValue(Encoding.ASCII.GetBytes($" <{url}>\r\n"));
        return header;
    }

    /// <summary>Its server decides whether an address is real; one that no message can name is refused for good.</summary>
    private static MailboxAddress Recipient(string address) =>
        MailboxAddress.TryParse(_anyAddress, address, out var mailbox) && mailbox.Address == address
        && MailDomain.TryToAscii(mailbox.Domain, out var domain)
        && MailboxAddress.TryParse(_anyAddress, $"{mailbox.LocalPart}@{domain}", out var ascii)
            ? ascii
            : throw new EmailNotSentException("address-unreadable", EmailFailure.Refused);

    private static MailboxAddress MailboxOf(MailAddress address) =>
        new(address.DisplayName, $"{address.User}@{MailDomain.ToAscii(address.Host)}");

    private static TextPart Part(TextFormat format, string content) => new(format)
    {
        Text = content.ReplaceLineEndings("\r\n"),
        ContentTransferEncoding = ContentEncoding.QuotedPrintable,
    };
}
