using Microsoft.Extensions.Options;

namespace Feedback.Saga.Rollout;

/// <summary>
/// Which freelancers may request feedback (R7) while operators have stored nothing (R61), from <c>Feedback:Rollout</c>.
/// </summary>
internal sealed class RolloutOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Feedback:Rollout";

    /// <summary>The share of freelancers who may request feedback, 0 to 100; fractions count to two decimals.</summary>
    public decimal Percentage { get; set; } = 100;

    /// <summary>Freelancers who may request feedback whatever the percentage says.</summary>
    public string[] Freelancers { get; set; } = [];
}

/// <summary>Stops the start with a line that names the key when the rollout makes no sense.</summary>
internal sealed class RolloutOptionsValidator : IValidateOptions<RolloutOptions>
{
    public ValidateOptionsResult Validate(string? name, RolloutOptions options)
    {
        if (options.Percentage is < 0 or > 100)
            return Problem(nameof(options.Percentage), $"is {options.Percentage}; it must be from 0 to 100");

        return options.Freelancers.Any(string.IsNullOrWhiteSpace)
            ? Problem(nameof(options.Freelancers), "holds an empty id")
            : ValidateOptionsResult.Success;
    }

    private static ValidateOptionsResult Problem(string key, string what) =>
        ValidateOptionsResult.Fail($"{RolloutOptions.Section}:{key} {what}.");
}
