using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Notifications.Email;

/// <summary>
/// Classifies the failures of an attempt by its stage and by the server's reply. The original exceptions may quote addresses, so they
/// are not passed on.
/// </summary>
internal static class SmtpFailure
{
    /// <summary>The server, or the way to it, took longer than <c>Email:Timeout</c> or <c>Email:DataTimeout</c>.</summary>
    public static EmailNotSentException TimedOut(AttemptStage stage) => NoReply("smtp-timeout", stage);

    /// <summary>The kind of failure; null if it is not the server's.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="stage">How far the attempt had come.</param>
    /// <param name="recipient">The recipient's address, which is taken out of the server's words.</param>
    public static EmailNotSentException? Classify(Exception failure, AttemptStage stage, string recipient) => failure switch
    {
        EmailNotSentException named => named,
        SmtpCommandException refusal => Refusal(SmtpReply.Of(refusal), StageOf(refusal, stage), recipient),
        ServiceNotAuthenticatedException unauthenticated => SetUp(
            $"smtp-{(int)SmtpStatusCode.AuthenticationRequired}",
            new SmtpReply((int)SmtpStatusCode.AuthenticationRequired, unauthenticated.Message).Without(recipient)),
        AuthenticationException { InnerException: SmtpCommandException refusal } =>
            SetUp($"smtp-{(int)refusal.StatusCode}", SmtpReply.Of(refusal).Without(recipient)),
        AuthenticationException or NotSupportedException => SetUp("smtp-auth-failed"),
        SslHandshakeException => SetUp("smtp-tls-failed"),
        IOException or SocketException or SmtpProtocolException or ServiceNotConnectedException => NoReply("smtp-unreachable", stage),
        _ => null,
    };

    private static EmailNotSentException Refusal(SmtpReply reply, AttemptStage stage, string recipient)
    {
        var at = stage == AttemptStage.Recipient ? "recipient-" : stage == AttemptStage.Sender ? "sender-" : "";
        var failure = reply.RefusesUs(stage) ? EmailFailure.SetUp
            : reply.Code < 500 ? EmailFailure.Temporary
            : EmailFailure.Refused;
        return new EmailNotSentException($"smtp-{at}{reply.Code}", failure, reply.Without(recipient));
    }

    /// <summary>The client says at which command a refusal came, also where it sent several at once.</summary>
    private static AttemptStage StageOf(SmtpCommandException refusal, AttemptStage reached) => refusal.ErrorCode switch
    {
        SmtpErrorCode.SenderNotAccepted => AttemptStage.Sender,
        SmtpErrorCode.RecipientNotAccepted => AttemptStage.Recipient,
        SmtpErrorCode.MessageNotAccepted => AttemptStage.HandedOver,
        _ => reached,
    };

    private static EmailNotSentException NoReply(string errorClass, AttemptStage stage) =>
        new(errorClass, stage == AttemptStage.HandedOver ? EmailFailure.Unknown : EmailFailure.Temporary);

    private static EmailNotSentException SetUp(string errorClass, string? reply = null) => new(errorClass, EmailFailure.SetUp, reply);
}
