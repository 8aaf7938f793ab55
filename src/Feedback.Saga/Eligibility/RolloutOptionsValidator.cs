using Microsoft.Extensions.Options;

namespace Feedback.Saga.Eligibility;

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

    private static ValidateOptionsResult Problem(string key, string what)
        => ValidateOptionsResult.Fail($"{RolloutOptions.Section}:{key} {what}.");
}
