using System.Diagnostics;
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Microsoft.Extensions.Options;

namespace Notifications.Email;

/// <summary>Hands emails to an SMTP server.</summary>
internal sealed class SmtpEmailSender(IOptions<EmailOptions> options) : IEmailSender
{
    private const string TimedOut = "smtp-timeout";

    // The client's timeout comes first, unless it fails to notice.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    // Its timer goes by a coarser clock than the one that measures here, and may seem to be early.
    private static readonly TimeSpan s_timerResolution = TimeSpan.FromMilliseconds(50);

    private readonly EmailOptions _options = options.Value;
    private readonly MailAddress _from = new(options.Value.Sender);

    public async Task SendAsync(EmailMessage email, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            // A thread of its own: also the client's asynchronous methods block theirs while the server thinks about a
            // mail, and a slow server must not use up the thread pool. Its own timeout covers the synchronous one only.
            await Task.Factory
                .StartNew(() => Send(email), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .WaitAsync(_options.Timeout + s_grace, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new EmailNotSentException(TimedOut, isPermanent: false);
        }
        catch (SmtpException failure)
        {
            throw new EmailNotSentException(ClassOf(failure, Stopwatch.GetElapsedTime(started)), IsPermanent(failure));
        }
    }

    private void Send(EmailMessage email)
    {
        using var message = ToMailMessage(email);
        using var client = CreateClient();
        client.Send(message);
    }

    private SmtpClient CreateClient() => new(_options.Host, _options.ServerPort)
    {
        EnableSsl = _options.UsesStartTls,
        Timeout = (int)_options.Timeout.TotalMilliseconds,
        DeliveryFormat = SmtpDeliveryFormat.International,
        Credentials = string.IsNullOrEmpty(_options.Username)
            ? null
            : new NetworkCredential(_options.Username, _options.Password),
    };

    private MailMessage ToMailMessage(EmailMessage email)
    {
        var message = new MailMessage(_from, new MailAddress(email.To))
        {
            Subject = email.Subject,
            SubjectEncoding = Encoding.UTF8,
        };
        message.Headers.Add("Message-ID", email.MessageId);
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.AlternateViews.Add(View(email.Text, MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(View(email.Html, MediaTypeNames.Text.Html));
        return message;
    }

    private static AlternateView View(string content, string mediaType)
    {
        var view = AlternateView.CreateAlternateViewFromString(content, Encoding.UTF8, mediaType);
        view.TransferEncoding = TransferEncoding.QuotedPrintable;
        return view;
    }

    private string ClassOf(SmtpException failure, TimeSpan took) => failure switch
    {
        SmtpFailedRecipientException => $"smtp-recipient-{(int)failure.StatusCode}",
        { StatusCode: not SmtpStatusCode.GeneralFailure } => $"smtp-{(int)failure.StatusCode}",
        _ when took >= _options.Timeout - s_timerResolution => TimedOut,
        _ => "smtp-unreachable",
    };

    /// <summary>
    /// 550 to 554 speak of this mail or its recipient, of which there is one. Other refusals, of the sign-in for one, speak
    /// of how we are set up, and pass once that is put right.
    /// </summary>
    private static bool IsPermanent(SmtpException failure) => (int)failure.StatusCode is >= 550 and <= 554;
}
