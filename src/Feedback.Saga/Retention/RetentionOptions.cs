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

    /// <summary>
    /// Policy and facts (R44) of requests that have ended, from their end on, and of feedback. Request and feedback themselves stay.
    /// </summary>
    public TimeSpan DecisionFacts { get; set; } = TimeSpan.FromDays(180);
}

/// <summary>Stops the start with a line that names the key when a length makes no sense.</summary>
internal sealed class RetentionOptionsValidator : IValidateOptions<RetentionOptions>
{
    public ValidateOptionsResult Validate(string? name, RetentionOptions options)
    {
        string?[] problems =
        [
            // The reconciliation marks by such a record when it has swept last, which may be a day ago.
            Problem(nameof(options.IdempotencyRecords), options.IdempotencyRecords),
            Problem(nameof(options.Refusals), options.Refusals),
            Problem(nameof(options.DecisionFacts), options.DecisionFacts),
        ];
        var found = problems.OfType<string>().ToList();
        return found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
    }

    private static string? Problem(string key, TimeSpan length) =>
        RetentionLengths.Problem($"{RetentionOptions.Section}:{key}", length, shortestDays: 1);
}
