namespace Notifications.Email;

/// <summary>A finished email.</summary>
internal sealed record EmailMessage
{
    public required string To { get; init; }

    public required string Subject { get; init; }

    /// <summary>With its angle brackets.</summary>
    public required string MessageId { get; init; }

    public required string Text { get; init; }

    public required string Html { get; init; }
}
