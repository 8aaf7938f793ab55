namespace Notifications.Email;

/// <summary>Sends emails.</summary>
internal interface IEmailSender
{
    /// <summary>Returns when the server has accepted the email.</summary>
    /// <exception cref="EmailNotSentException">
    /// The server did not accept it, or did not say so. The exception says which.
    /// </exception>
    Task SendAsync(EmailMessage email, CancellationToken cancellationToken);
}

/// <summary>An email as it is sent.</summary>
internal sealed record EmailMessage
{
    public required string To { get; init; }

    public required string Subject { get; init; }

    /// <summary>With its angle brackets.</summary>
    public required string MessageId { get; init; }

    public required string Text { get; init; }

    public required string Html { get; init; }

    /// <summary>Where a mail program unsubscribes in one click (RFC 8058); null where the site has no https.</summary>
    public string? UnsubscribeUrl { get; init; }
}

/// <summary>Whose fault it is that an email was not accepted, which decides what follows.</summary>
internal enum EmailFailure
{
    /// <summary>Nobody's for good: the server is away, is slow, or asks to come again.</summary>
    Temporary,

    /// <summary>The server refuses this recipient, or this email, for good: it is not tried again.</summary>
    Refused,

    /// <summary>Ours: sender, relay, policy, sign-in or encryption. It is tried again, and operators are told (R51).</summary>
    SetUp,

    /// <summary>The email was handed over, and the server did not answer: it may have been accepted (R43).</summary>
    Unknown,
}

/// <summary>The server did not accept an email, or did not say so.</summary>
/// <param name="errorClass">The kind of failure for the log, without addresses or the server's own words.</param>
/// <param name="failure">Whose fault it is.</param>
/// <param name="reply">The server's own words, without addresses; null if it said nothing.</param>
internal sealed class EmailNotSentException(string errorClass, EmailFailure failure, string? reply = null)
    : Exception($"The email was not accepted: {errorClass}.")
{
    public string ErrorClass => errorClass;

    public EmailFailure Failure => failure;

    public string? Reply => reply;
}
