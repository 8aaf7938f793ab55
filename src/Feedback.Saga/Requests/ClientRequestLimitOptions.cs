using Microsoft.Extensions.Options;

namespace Feedback.Saga.Requests;

/// <summary>
/// How many requests may reach one client, whoever makes them, section <c>Feedback:RequestLimits</c>. Each process counts for itself,
/// from its start on.
/// </summary>
internal sealed class ClientRequestLimitOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Feedback:RequestLimits";

    public int PerClientAndMinute { get; set; } = 20;

    public int PerClientAndDay { get; set; } = 200;
}

/// <summary>Stops the start with a line that names the key when a limit makes no sense.</summary>
internal sealed class ClientRequestLimitOptionsValidator : IValidateOptions<ClientRequestLimitOptions>
{
    public ValidateOptionsResult Validate(string? name, ClientRequestLimitOptions options)
    {
        if (options.PerClientAndMinute < 1)
            return Fail(nameof(options.PerClientAndMinute), options.PerClientAndMinute);

        return options.PerClientAndDay < 1
            ? Fail(nameof(options.PerClientAndDay), options.PerClientAndDay)
            : ValidateOptionsResult.Success;
    }

    private static ValidateOptionsResult Fail(string key, int value) => ValidateOptionsResult.Fail(
        $"{ClientRequestLimitOptions.Section}:{key}: {value} is not a whole number above zero.");
}
