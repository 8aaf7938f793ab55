using Microsoft.Extensions.Options;
using Notifications.Notices;
using Notifications.Templates;

namespace Notifications.Email;

/// <summary>Makes the finished email of a ledger line.</summary>
internal sealed class EmailComposer(LetterRenderer renderer, MessageIds messageIds, IOptions<SiteOptions> site)
{
    public async Task<EmailMessage> ComposeAsync(EmailJob job, string address)
    {
        var letter = LetterWriter.Write(
            job.Notice,
            job.Facts is null ? new NoticeFacts() : NoticeFactsJson.Read(job.Facts),
            new LetterNames(job.RecipientName, job.OtherPartyName),
            site.Value.UrlOf(ContractLink.To(job.ContractId)));

        return new EmailMessage
        {
            To = address,
            Subject = letter.Subject,
            MessageId = job.MessageId ?? messageIds.Of(job.DeliveryId),
            Text = LetterText.Of(letter),
            Html = await renderer.HtmlOfAsync(letter),
        };
    }
}
