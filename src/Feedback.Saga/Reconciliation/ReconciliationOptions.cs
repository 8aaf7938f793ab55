using Microsoft.Extensions.Options;

namespace Feedback.Saga.Reconciliation;

/// <summary>How often state, timers and notices are compared, section <c>Feedback:Reconciliation</c>.</summary>
internal sealed class ReconciliationOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Feedback:Reconciliation";

    /// <summary>The time from one sweep to the next, however many processes there are; zero for no sweeps.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>For how long a message may be under way, or a timer late, before the sweep looks at it.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromMinutes(10);
}

/// <summary>Stops the start with a line that names the key when a length makes no sense.</summary>
internal sealed class ReconciliationOptionsValidator : IValidateOptions<ReconciliationOptions>
{
    private static readonly TimeSpan _shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, ReconciliationOptions options)
    {
        if (options.Interval != TimeSpan.Zero && (options.Interval < _shortest || options.Interval > _longest))
            return Fail(nameof(options.Interval), options.Interval);

        return options.Grace < _shortest || options.Grace > _longest
            ? Fail(nameof(options.Grace), options.Grace)
            : ValidateOptionsResult.Success;
    }

    private static ValidateOptionsResult Fail(string key, TimeSpan value) => ValidateOptionsResult.Fail(
        $"{ReconciliationOptions.Section}:{key}: '{value}' is not a length of time from a minute to a day.");
}
