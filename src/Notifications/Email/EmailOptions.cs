namespace Notifications.Email;

/// <summary>How emails leave: the configuration section <c>Email</c>.</summary>
internal sealed class EmailOptions
{
    public const string Section = "Email";

    private static readonly TimeSpan[] s_retryDelays =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2), TimeSpan.FromHours(8),
    ];

    /// <summary>The SMTP server; none: emails stay in the development mailbox.</summary>
    public string? Host { get; set; }

    /// <summary>Default: 587 with STARTTLS, otherwise 25.</summary>
    public int? Port { get; set; }

    public string? Username { get; set; }

    public string? Password { get; set; }

    /// <summary>
    /// True: STARTTLS is required, and a server that doesn't offer it gets no email. False: nothing is encrypted.
    /// </summary>
    public bool StartTls { get; set; } = true;

    /// <summary>The sender, as an address or <c>Name &lt;address&gt;</c>. Required with <see cref="Host"/>.</summary>
    public string? From { get; set; }

    /// <summary>How long one attempt at an email may take, connecting included.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>After which time without a word an attempt counts as lost. Longer than <see cref="Timeout"/>.</summary>
    public TimeSpan AttemptLease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many emails are under way at once, and how many connections are open, per process.</summary>
    public int Concurrency { get; set; } = 32;

    /// <summary>The waits between attempts; after the last one an email is given up. Default: 10 s to 8 h in six steps.</summary>
    public TimeSpan[]? RetryDelays { get; set; }

    public IReadOnlyList<TimeSpan> Retries => RetryDelays ?? s_retryDelays;

    public int ServerPort => Port ?? (StartTls ? 587 : 25);

    public string Sender => From ?? "Feedback <feedback@localhost>";
}
