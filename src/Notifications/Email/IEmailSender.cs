namespace Notifications.Email;

/// <summary>Sends emails.</summary>
internal interface IEmailSender
{
    /// <summary>Returns when the server has accepted the email.</summary>
    /// <exception cref="EmailNotSentException">
    /// The server did not accept it. The exception says whether another attempt makes sense.
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
}

/// <summary>The server did not accept an email.</summary>
/// <param name="errorClass">The kind of failure, without addresses or the server's own words.</param>
/// <param name="isPermanent">True when the server refused this recipient for good.</param>
internal sealed class EmailNotSentException(string errorClass, bool isPermanent)
    : Exception($"The email was not accepted: {errorClass}.")
{
    public string ErrorClass => errorClass;

    public bool IsPermanent => isPermanent;
}
