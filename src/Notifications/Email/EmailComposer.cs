using Microsoft.Extensions.Options;
using Notifications.Notices;
using Notifications.Templates;

namespace Notifications.Email;

/// <summary>Makes the finished email of a ledger line.</summary>
internal sealed class EmailComposer(LetterRenderer renderer, MessageIds messageIds, IOptions<SiteOptions> site)
{
    /// <summary>The email of a job that has an address.</summary>
    public async Task<EmailMessage> ComposeAsync(EmailJob job)
    {
        var line = job.Line;
        var letter = LetterWriter.Write(
            line.Notice,
            line.Facts is null ? new NoticeFacts() : NoticeFactsJson.Read(line.Facts),
            new LetterNames(job.RecipientName, job.OtherPartyName),
            site.Value.UrlOf(ContractLink.To(line.ContractId)));

        return new EmailMessage
        {
            To = job.Address!,
            Subject = letter.Subject,
            MessageId = line.MessageId ?? messageIds.Of(line.DeliveryId),
            Text = LetterText.Of(letter),
            Html = await renderer.HtmlOfAsync(letter),
        };
    }
}
