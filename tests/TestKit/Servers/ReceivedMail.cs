namespace TestKit.Servers;

/// <summary>A mail as the server took it: the envelope's recipients, and the parts decoded.</summary>
public sealed record ReceivedMail
{
    public required string MessageId { get; init; }

    public required string Sender { get; init; }

    public required IReadOnlyList<string> Recipients { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public required string Subject { get; init; }

    public required string? Text { get; init; }

    public required string? Html { get; init; }

    /// <summary>All headers, raw values by name; of a repeated one the last.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Who signed in, if anybody did.</summary>
    public required string? Username { get; init; }

    public override string ToString() => $"\"{Subject}\" to {string.Join(", ", Recipients)}, {MessageId}";
}
