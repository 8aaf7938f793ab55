using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Notifications.Deliveries;
using Notifications.Notices;
using Notifications.Preferences;

namespace Notifications.Email;

/// <summary>Composes the email of a delivery: it fills the template and renders it as plain text and as HTML.</summary>
internal sealed class EmailComposer(
    IServiceProvider services, ILoggerFactory loggers, IOptions<NotificationOptions> site, IOptions<EmailOptions> options)
{
    /// <summary>Composes the email of a delivery that has an address.</summary>
    public async Task<EmailMessage> ComposeAsync(EmailDelivery email)
    {
        var delivery = email.Delivery;
        var texts = NoticeTexts.For(email.Locale, email.TimeZone);
        var unsubscribe = site.Value.UrlOf($"/unsubscribe/{email.UnsubscribeToken}");
        var links = new EmailLinks(
            UrlOf(delivery), site.Value.UrlOf("/#/notifications"), unsubscribe, TakesReplies: options.Value.ReplyTo is not null);
        var templates = new EmailTemplates(texts, new EmailNames(email.RecipientName, email.OtherPartyName), links);
        var content = delivery.Notice == EmailDigests.Kind
            ? templates.FillDigest([.. email.DigestNotices.Select(ToEntry)])
            : templates.Fill(delivery.Notice, NoticeFacts.FromJson(delivery.Facts));

        return new EmailMessage
        {
            To = email.Address!,
            Subject = content.Subject,
            MessageId = delivery.MessageId ?? options.Value.MessageIdOf(delivery.DeliveryId),
            Text = content.ToPlainText(),
            Html = await RenderHtmlAsync(content, services, loggers),
            UnsubscribeUrl = unsubscribe.StartsWith(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase) ? unsubscribe : null,
        };
    }

    /// <summary>Renders an email as HTML. Each email gets a renderer of its own, because a renderer keeps what it has rendered.</summary>
    internal static async Task<string> RenderHtmlAsync(EmailContent content, IServiceProvider services, ILoggerFactory loggers)
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = new Dictionary<string, object?> { [nameof(EmailHtml.Content)] = content };
            var html = await renderer.RenderComponentAsync<EmailHtml>(ParameterView.FromDictionary(parameters));
            return html.ToHtmlString();
        });
    }

    private DigestEntry ToEntry(DigestNotice notice) =>
        new(notice.Delivery.Notice, NoticeFacts.FromJson(notice.Delivery.Facts), notice.OtherPartyName, UrlOf(notice.Delivery));

    private string UrlOf(Delivery delivery) => site.Value.UrlOf(ContractLink.To(delivery.ContractId));
}
