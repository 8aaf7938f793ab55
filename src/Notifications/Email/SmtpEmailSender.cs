using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;

namespace Notifications.Email;

/// <summary>Sends emails to an SMTP server, each within <c>Email:Timeout</c>.</summary>
internal sealed class SmtpEmailSender(IOptions<EmailOptions> options, TimeProvider clock) : IEmailSender, IAsyncDisposable, IDisposable
{
    private readonly MimeMessages _messages = new(options, clock);
    private readonly SmtpConnectionPool _connections = new(options.Value, clock);

    public async Task SendAsync(EmailMessage email, CancellationToken cancellationToken)
    {
        using var message = _messages.Create(email);
        // On the service's clock, which tests move.
        using var timeout = new CancellationTokenSource(options.Value.Timeout, clock);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await _connections.SendAsync(message, attempt.Token);
        }
        catch (Exception failure) when (failure is not SmtpCommandException && attempt.IsCancellationRequested)
        {
            // Whatever the client made of the cancellation. A refusal that came before it counts.
            cancellationToken.ThrowIfCancellationRequested();
            throw SmtpFailure.TimedOut;
        }
        catch (Exception failure) when (SmtpFailure.Classify(failure) is { } named)
        {
            throw named;
        }
    }

    public ValueTask DisposeAsync() => _connections.DisposeAsync();

    public void Dispose() => _connections.Dispose();
}

/// <summary>Classifies the failures of an attempt. The original exceptions may quote addresses, so they are not passed on.</summary>
internal static class SmtpFailure
{
    /// <summary>The server, or the way to it, took longer than <c>Email:Timeout</c>.</summary>
    public static EmailNotSentException TimedOut => new("smtp-timeout", isPermanent: false);

    /// <summary>The kind of failure; null if it is not the server's.</summary>
    public static EmailNotSentException? Classify(Exception failure) => failure switch
    {
        EmailNotSentException named => named,
        SmtpCommandException refusal => Refusal(refusal),
        ServiceNotAuthenticatedException => Temporary($"smtp-{(int)SmtpStatusCode.AuthenticationRequired}"),
        AuthenticationException { InnerException: SmtpCommandException refusal } => Temporary($"smtp-{(int)refusal.StatusCode}"),
        AuthenticationException or NotSupportedException => Temporary("smtp-auth-failed"),
        SslHandshakeException => Temporary("smtp-tls-failed"),
        IOException or SocketException or SmtpProtocolException or ServiceNotConnectedException => Temporary("smtp-unreachable"),
        _ => null,
    };

    /// <summary>
    /// 550 to 554 concern this email or its only recipient. Other refusals, such as one of
    /// the sign-in, concern our configuration and end when that is corrected.
    /// </summary>
    private static EmailNotSentException Refusal(SmtpCommandException refusal)
    {
        var code = (int)refusal.StatusCode;
        var stage = refusal.ErrorCode == SmtpErrorCode.RecipientNotAccepted ? "recipient-" : "";
        return new EmailNotSentException($"smtp-{stage}{code}", isPermanent: code is >= 550 and <= 554);
    }

    private static EmailNotSentException Temporary(string errorClass) => new(errorClass, isPermanent: false);
}
