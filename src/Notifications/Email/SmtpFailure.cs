using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Notifications.Email;

/// <summary>Names the failures of an attempt. The exceptions themselves may quote addresses and end here.</summary>
internal static class SmtpFailure
{
    /// <summary>The server, or the way to it, took longer than <c>Email:Timeout</c>.</summary>
    public static EmailNotSentException TimedOut => new("smtp-timeout", isPermanent: false);

    /// <summary>What kind of failure it was; none if it is not the server's.</summary>
    public static EmailNotSentException? Of(Exception failure) => failure switch
    {
        EmailNotSentException named => named,
        SmtpCommandException refusal => Refusal(refusal),
        ServiceNotAuthenticatedException => Passing($"smtp-{(int)SmtpStatusCode.AuthenticationRequired}"),
        AuthenticationException { InnerException: SmtpCommandException refusal } => Passing($"smtp-{(int)refusal.StatusCode}"),
        AuthenticationException or NotSupportedException => Passing("smtp-auth-failed"),
        SslHandshakeException => Passing("smtp-tls-failed"),
        IOException or SocketException or SmtpProtocolException or ServiceNotConnectedException => Passing("smtp-unreachable"),
        _ => null,
    };

    /// <summary>
    /// 550 to 554 speak of this email or its recipient, of which there is one. Other refusals, of the sign-in for one, speak
    /// of how we are set up, and pass once that is put right.
    /// </summary>
    private static EmailNotSentException Refusal(SmtpCommandException refusal)
    {
        var code = (int)refusal.StatusCode;
        var stage = refusal.ErrorCode == SmtpErrorCode.RecipientNotAccepted ? "recipient-" : "";
        return new EmailNotSentException($"smtp-{stage}{code}", isPermanent: code is >= 550 and <= 554);
    }

    private static EmailNotSentException Passing(string errorClass) => new(errorClass, isPermanent: false);
}
