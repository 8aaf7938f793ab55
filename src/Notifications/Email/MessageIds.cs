using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace Notifications.Email;

/// <summary>Makes the <c>Message-ID</c> of a delivery (R43).</summary>
internal sealed class MessageIds(IOptions<EmailOptions> options)
{
    private readonly string _host = new MailAddress(options.Value.Sender).Host;

    public string Of(Guid deliveryId) => $"<{deliveryId:N}@{_host}>";
}
