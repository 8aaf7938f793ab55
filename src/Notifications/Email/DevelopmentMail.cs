namespace Notifications.Email;

/// <summary>An email that the development mailbox took.</summary>
public sealed record DevelopmentMail
{
    /// <summary>The recipient's address.</summary>
    public required string To { get; init; }

    /// <summary>The subject line.</summary>
    public required string Subject { get; init; }

    /// <summary>The <c>Message-ID</c>, with its angle brackets; the same in every attempt (R43).</summary>
    public required string MessageId { get; init; }

    /// <summary>The plain text part.</summary>
    public required string Text { get; init; }

    /// <summary>The HTML part.</summary>
    public required string Html { get; init; }

    /// <summary>When it was taken, in UTC.</summary>
    public required DateTimeOffset At { get; init; }
}
