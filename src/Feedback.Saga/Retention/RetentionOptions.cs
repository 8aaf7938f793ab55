using Microsoft.Extensions.Options;
using Shared;

namespace Feedback.Saga.Retention;

/// <summary>How long what is kept for a time only is kept, section <c>Feedback:Retention</c>.</summary>
internal sealed class RetentionOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Feedback:Retention";

    /// <summary>The first responses to commands with an idempotency key.</summary>
    public TimeSpan IdempotencyRecords { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Commands that the rules refused.</summary>
    public TimeSpan Refusals { get; set; } = TimeSpan.FromDays(1);

    /// <summary>That a request was refused, by cohort and without a name, for the report of the rollout (R63).</summary>
    public TimeSpan RolloutRefusals { get; set; } = TimeSpan.FromDays(180);

    /// <summary>
    /// Policy and facts (R44) of requests that have ended, from their end on, and of feedback. Request and feedback themselves stay.
    /// </summary>
    public TimeSpan DecisionFacts { get; set; } = TimeSpan.FromDays(180);

    /// <summary>
    /// The reasons of reports, from the decision that closed them on, and the notes of operators. The reports and what was done stay.
    /// </summary>
    public TimeSpan ModerationTexts { get; set; } = TimeSpan.FromDays(365);

    /// <summary>
    /// Abuse signals, reviewed or not, and when clients' accounts were opened (R67). Keep them for longer than the age and the window of
    /// young accounts together.
    /// </summary>
    public TimeSpan AbuseSignals { get; set; } = TimeSpan.FromDays(365);
}

/// <summary>Stops the start with a line that names the key when a length makes no sense.</summary>
internal sealed class RetentionOptionsValidator : IValidateOptions<RetentionOptions>
{
    // The reconciliation marks by an idempotency record when it has swept last, which may be a day ago.
    public ValidateOptionsResult Validate(string? name, RetentionOptions options) => RetentionLengths.Check(
        RetentionOptions.Section,
        (nameof(options.IdempotencyRecords), options.IdempotencyRecords, 1),
        (nameof(options.Refusals), options.Refusals, 1),
        (nameof(options.RolloutRefusals), options.RolloutRefusals, 1),
        (nameof(options.DecisionFacts), options.DecisionFacts, 1),
        (nameof(options.ModerationTexts), options.ModerationTexts, 1),
        (nameof(options.AbuseSignals), options.AbuseSignals, 1));
}
