using Messaging.EntityFrameworkCore.Inbox;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Settings of the outbox of one DbContext.</summary>
public sealed class OutboxOptions
{
    /// <summary>How often the dispatcher looks for due rows. Default: 1 second.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a row belongs to the instance that commits or claims it; a send that takes longer is given up. After that, and after
    /// twice the <see cref="ClockTolerance"/>, any instance may claim it. Default: 10 seconds.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest number of rows of one claim. Default: 500.</summary>
    public int BatchSize { get; set; } = 500;

    /// <summary>
    /// How many commits of a claim are sent concurrently to one destination, each one message at a time. Default: 64.
    /// </summary>
    public int Concurrency { get; set; } = 64;

    /// <summary>After how many failed attempts the row of a message that the transport rejects is parked. Default: 8.</summary>
    public int MaxAttempts { get; set; } = 8;

    /// <summary>The wait after the first failure; it doubles with each further one. Default: 1 second.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts. Default: 5 minutes.</summary>
    public TimeSpan MaxRetry { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether this process sends due timers, and committed messages that their committers could not send. If it is off, the
    /// commits of this process still send their own messages at once, and the dispatchers of other processes send the rest: at least
    /// one process has to have it on. Messages of <see cref="MessagingRegistration.UseEntityFrameworkBusOutbox"/> always wait for a
    /// dispatcher. Default: on.
    /// </summary>
    public bool RunDispatcher { get; set; } = true;

    /// <summary>
    /// How far the process's clock may differ from the database server's. Beyond that, this process handles no message in a transaction,
    /// claims no row and deletes none for its age (R52). Not on SQLite, which has no clock of its own. Default: null, the two are not
    /// compared.
    /// </summary>
    public TimeSpan? ClockTolerance { get; set; }

    /// <summary>
    /// Keeps rows until the consumers of their messages have finished, and sends the remaining ones again at the next start. For
    /// an in-memory transport, which loses its messages in a crash, with all consumers in this process. Default: off.
    /// </summary>
    public bool KeepUntilConsumed { get; set; }

    /// <summary>
    /// For how long after a message was handled the same consumer recognises it by its id when it comes again; it is then acknowledged
    /// and not handled. The model must call <see cref="InboxModel.AddInbox"/>. It holds for sagas and for consumers on endpoints with
    /// the outbox, but not for batches and not for <see cref="ConsumerTransactions{TDbContext}"/>. The endpoints need
    /// <see cref="MessagingRegistration.UseConflictRetry"/>. Default: null, no message is recognised.
    /// </summary>
    public TimeSpan? DuplicateDetectionWindow { get; set; }
}

/// <summary>Refuses settings that can't work at the start, each by its name.</summary>
internal sealed class OutboxOptionsValidation : IValidateOptions<OutboxOptions>
{
    /// <summary>The longest time that a timer of .NET can wait, rounded down.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromDays(24);

    public ValidateOptionsResult Validate(string? name, OutboxOptions options)
    {
        const string AtLeastOne = "must be at least 1";
        var duration = $"must be longer than zero and at most {_longest.TotalDays:0} days";
        (string Option, object? Value, bool IsValid, string Rule)[] rules =
        [
            (nameof(options.BatchSize), options.BatchSize, options.BatchSize >= 1, AtLeastOne),
            (nameof(options.Concurrency), options.Concurrency, options.Concurrency >= 1, AtLeastOne),
            (nameof(options.MaxAttempts), options.MaxAttempts, options.MaxAttempts >= 1, AtLeastOne),
            (nameof(options.PollInterval), options.PollInterval, IsDuration(options.PollInterval), duration),
            (nameof(options.Lease), options.Lease, IsDuration(options.Lease), duration),
            (nameof(options.FirstRetry), options.FirstRetry, IsDuration(options.FirstRetry), duration),
            (nameof(options.MaxRetry), options.MaxRetry, IsDuration(options.MaxRetry), duration),
            (nameof(options.FirstRetry), options.FirstRetry, options.FirstRetry <= options.MaxRetry,
                $"must not be longer than MaxRetry, {options.MaxRetry}"),
            (nameof(options.DuplicateDetectionWindow), options.DuplicateDetectionWindow,
                !(options.DuplicateDetectionWindow <= TimeSpan.Zero), "must be longer than zero"),
            (nameof(options.ClockTolerance), options.ClockTolerance,
                !(options.ClockTolerance <= TimeSpan.Zero), "must be longer than zero"),
            (nameof(options.RunDispatcher), options.RunDispatcher, options.RunDispatcher || !options.KeepUntilConsumed,
                "must be on with KeepUntilConsumed"),
        ];
        var failures = rules
            .Where(rule => !rule.IsValid)
            .Select(rule => FormattableString.Invariant($"The outbox option {rule.Option} of {name} {rule.Rule}; it is {rule.Value}."))
            .ToList();

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsDuration(TimeSpan value) => value > TimeSpan.Zero && value <= _longest;
}
