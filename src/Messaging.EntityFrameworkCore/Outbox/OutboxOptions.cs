namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>How one DbContext's outbox is emptied.</summary>
public sealed class OutboxOptions
{
    /// <summary>How often the dispatcher looks for rows that are due. Default: 1 second.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// For how long whoever committed or claimed a row has it to itself; then any instance may take it over.
    /// Default: 10 seconds.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many rows one claim takes. Default: 500.</summary>
    public int BatchSize { get; set; } = 500;

    /// <summary>How many messages of a claim are under way to the transport at once. Default: 64.</summary>
    public int Concurrency { get; set; } = 64;

    /// <summary>How often a message that the transport refuses is tried before its row is parked. Default: 8.</summary>
    public int MaxAttempts { get; set; } = 8;

    /// <summary>The wait after the first failure; it doubles with each further one. Default: 1 second.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts. Default: 5 minutes.</summary>
    public TimeSpan MaxRetry { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// For a transport that forgets at a crash, with all consumers in this process: rows are kept until their consumers
    /// have committed, and sent again at the next start if they had not. Default: off.
    /// </summary>
    public bool KeepUntilConsumed { get; set; }
}
