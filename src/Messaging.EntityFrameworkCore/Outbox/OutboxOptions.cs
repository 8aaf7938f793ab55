using Messaging.EntityFrameworkCore.Inbox;
using Microsoft.Extensions.Options;

namespace Messaging.EntityFrameworkCore.Outbox;

/// <summary>Settings of the outbox of one DbContext.</summary>
public sealed class OutboxOptions
{
    /// <summary>How often the dispatcher looks for due rows. Default: 1 second.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a row belongs to the instance that commits or claims it. After that any instance may claim it. A send that takes
    /// longer is given up. Default: 10 seconds.
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
        var failures = new List<string>();
        AtLeastOne(nameof(options.BatchSize), options.BatchSize);
        AtLeastOne(nameof(options.Concurrency), options.Concurrency);
        AtLeastOne(nameof(options.MaxAttempts), options.MaxAttempts);
        Positive(nameof(options.PollInterval), options.PollInterval);
        Positive(nameof(options.Lease), options.Lease);
        Positive(nameof(options.FirstRetry), options.FirstRetry);
        Positive(nameof(options.MaxRetry), options.MaxRetry);
        if (options.DuplicateDetectionWindow <= TimeSpan.Zero)
            Add(nameof(options.DuplicateDetectionWindow), "must be longer than zero", options.DuplicateDetectionWindow);

        if (options.FirstRetry > options.MaxRetry)
            Add(nameof(options.FirstRetry), $"must not be longer than MaxRetry, {options.MaxRetry}", options.FirstRetry);

        if (options is { KeepUntilConsumed: true, RunDispatcher: false })
            Add(nameof(options.RunDispatcher), "must be on with KeepUntilConsumed", options.RunDispatcher);

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void AtLeastOne(string option, int value)
        {
            if (value < 1)
                Add(option, "must be at least 1", value);
        }

        void Positive(string option, TimeSpan value)
        {
            if (value <= TimeSpan.Zero || value > _longest)
                Add(option, $"must be longer than zero and at most {_longest.TotalDays:0} days", value);
        }

        void Add(string option, string rule, object? value) =>
            failures.Add(FormattableString.Invariant($"The outbox option {option} of {name} {rule}; it is {value}."));
    }
}
