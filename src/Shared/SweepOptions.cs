using Microsoft.Extensions.Options;

namespace Shared;

/// <summary>How often a service compares what belongs together.</summary>
internal abstract class SweepOptions
{
    /// <summary>The time from one sweep to the next; zero for no sweeps.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>For how long something may be under way, or late, before a sweep looks at it.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromMinutes(10);
}

/// <summary>Stops the start with a line that names the key when a length makes no sense.</summary>
/// <param name="section">The section of the configuration.</param>
internal sealed class SweepOptionsValidator<T>(string section) : IValidateOptions<T>
    where T : SweepOptions
{
    private static readonly TimeSpan _shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, T options)
    {
        if (options.Interval != TimeSpan.Zero && (options.Interval < _shortest || options.Interval > _longest))
            return Fail(nameof(options.Interval), options.Interval);

        return options.Grace < _shortest || options.Grace > _longest
            ? Fail(nameof(options.Grace), options.Grace)
            : ValidateOptionsResult.Success;
    }

    private ValidateOptionsResult Fail(string key, TimeSpan value) =>
        ValidateOptionsResult.Fail($"{section}:{key}: '{value}' is not a length of time from a minute to a day.");
}
