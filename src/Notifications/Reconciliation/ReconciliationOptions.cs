using Microsoft.Extensions.Options;

namespace Notifications.Reconciliation;

/// <summary>How often notices, emails and in-app messages are compared, section <c>Notifications:Reconciliation</c>.</summary>
internal sealed class ReconciliationOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Notifications:Reconciliation";

    /// <summary>The time from one sweep of a process to its next; zero for no sweeps.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>For how long an attempt may be late before the sweep begins it.</summary>
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
