namespace TestKit.Servers;

/// <summary>How the mail server treats the mails to come: by default it takes each at once.</summary>
public sealed record SmtpBehaviour
{
    public static SmtpBehaviour Accept { get; } = new();

    /// <summary>Seconds to wait before responding.</summary>
    public double DelaySeconds { get; init; }

    /// <summary>The reply to send instead of taking the mail: 4xx for now, 5xx for good.</summary>
    public int? RefuseWith { get; init; }

    /// <summary>Takes the mail and drops the connection without saying so.</summary>
    public bool DropAfterAccepting { get; init; }

    /// <summary>Where to say nothing any more, until told otherwise: a connection that hangs stays so.</summary>
    public SmtpStage? HangAt { get; init; }

    /// <summary>Only mails to this address are treated so; the others are taken.</summary>
    public string? OnlyTo { get; init; }

    /// <summary>After so many mails treated so, back to accepting.</summary>
    public int? Times { get; init; }

    public static SmtpBehaviour Refuse(int code) => new() { RefuseWith = code };

    public static SmtpBehaviour Hang(SmtpStage stage) => new() { HangAt = stage };

    public static SmtpBehaviour Slow(TimeSpan delay) => new() { DelaySeconds = delay.TotalSeconds };
}
