using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Notifications.Notices;

namespace Notifications.Email;

/// <summary>Composes the email of a delivery: it fills the template and renders it as plain text and as HTML.</summary>
internal sealed class EmailComposer(
    IServiceProvider services, ILoggerFactory loggers, IOptions<SiteOptions> site, IOptions<EmailOptions> options)
{
    /// <summary>Composes the email of a delivery that has an address.</summary>
    public async Task<EmailMessage> ComposeAsync(EmailDelivery email)
    {
        var delivery = email.Delivery;
        var content = EmailTemplates.Fill(
            delivery.Notice,
            NoticeFacts.FromJson(delivery.Facts),
            new EmailNames(email.RecipientName, email.OtherPartyName),
            site.Value.UrlOf(ContractLink.To(delivery.ContractId)));

        return new EmailMessage
        {
            To = email.Address!,
            Subject = content.Subject,
            MessageId = delivery.MessageId ?? options.Value.MessageIdOf(delivery.DeliveryId),
            Text = content.ToPlainText(),
            Html = await RenderHtmlAsync(content, services, loggers),
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
}
