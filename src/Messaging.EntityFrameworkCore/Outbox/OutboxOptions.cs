namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Settings of the outbox of one DbContext.</summary>
public sealed class OutboxOptions
{
    /// <summary>How often the dispatcher looks for due rows. Default: 1 second.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a row belongs to the instance that committed or claimed it. After that any instance may claim it. Default: 10 seconds.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest number of rows of one claim. Default: 500.</summary>
    public int BatchSize { get; set; } = 500;

    /// <summary>How many commits of a claim are sent concurrently, each one message at a time. Default: 64.</summary>
    public int Concurrency { get; set; } = 64;

    /// <summary>After how many failed attempts the row of a message that the transport rejects is parked. Default: 8.</summary>
    public int MaxAttempts { get; set; } = 8;

    /// <summary>The wait after the first failure; it doubles with each further one. Default: 1 second.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts. Default: 5 minutes.</summary>
    public TimeSpan MaxRetry { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Keeps rows until the consumers of their messages have finished, and sends the remaining ones again at the next start. For
    /// an in-memory transport, which loses its messages in a crash, with all consumers in this process. Default: off.
    /// </summary>
    public bool KeepUntilConsumed { get; set; }
}
